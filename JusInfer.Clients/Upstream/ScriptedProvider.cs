using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// A provider on a socket that supports all three dialects, as strictly as the original services, and answers with <see cref="Script"/>.
/// Clients can also connect to it directly, which shows that script and client agree before a gateway is tested.
/// </summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    public const string Credential = "sk-scripted-provider-credential";

    /// <summary>Long enough for the sent data to reach the client.</summary>
    private static readonly TimeSpan DeliveryDelay = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication app;
    private readonly ErrandProvider? errands;
    private readonly ConcurrentQueue<ReceivedRequest> received = new();
    private readonly ConcurrentDictionary<string, int> attempts = new(StringComparer.Ordinal);
    private int interruptions;

    private ScriptedProvider(WebApplication app, ErrandProvider? errands) => (this.app, this.errands) = (app, errands);

    public Uri Root => new(app.Urls.Single());

    /// <param name="errands">What makes it one of two providers during a long errand; null otherwise.</param>
    public static async Task<ScriptedProvider> StartAsync(ErrandProvider? errands = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(static server => server.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var provider = new ScriptedProvider(web, errands);
        web.Run(provider.AnswerAsync);
        await web.StartAsync();
        return provider;
    }

    /// <summary>The requests whose body contains a text, which must be ASCII.</summary>
    public IReadOnlyList<ReceivedRequest> RequestsContaining(string text) => [.. received.Where(request => request.Body.Contains(text, StringComparison.Ordinal))];

    /// <summary>The number of interrupted streams.</summary>
    public int Interruptions => Volatile.Read(ref interruptions);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (Dialect.All.FirstOrDefault(dialect => dialect.Path == path) is { } dialect) return AnswerAsync(context, dialect);
        return path switch
        {
            "/v1/messages/count_tokens" => ReplyAsync(context, 200, Json.Serialize(new { input_tokens = TokenCounts.Input })),
            "/v1/embeddings" => EmbedAsync(context, EmbeddingsWire.Whole),
            "/loose/v1/embeddings" => EmbedAsync(context, EmbeddingsWire.Loose),
            "/v1/models" => ReplyAsync(context, 200, Json.Serialize(new { @object = "list", data = new[] { new { id = "jusInfer-auto", @object = "model" } } })),
            _ => ReplyAsync(context, 404, ChatWire.Error(404, $"Unknown request URL: {context.Request.Method} {path}.")),
        };
    }

    private async Task AnswerAsync(HttpContext context, Dialect dialect)
    {
        var body = await BodyAsync(context);
        try
        {
            if (CredentialOf(context.Request.Headers, dialect) != Credential) throw new RejectedRequestException(401, "invalid x-api-key");
            var read = dialect.Read(JsonElement.Parse(errands?.AcceptSignatures(body) ?? body), context.Request.Headers) with { Body = body };
            var request = SummaryRequest.Restore(read, body);
            if (errands is not null) request = errands.Serve(read, request);
            var answer = Script.Next(request);
            received.Enqueue(new ReceivedRequest(dialect, body, Rejection: null));
            if (!request.Streamed) await ReplyAsync(context, 200, Sign(dialect.Whole(request, answer)));
            else if (errands?.Interrupts(request) == true) await InterruptAsync(context, FirstHalf([.. dialect.Streamed(request, answer)]));
            else if (dialect.IsInterrupted && EventsBeforeInterruption(request, answer, body, [.. dialect.Streamed(request, answer)]) is { } firstHalf) await InterruptAsync(context, firstHalf);
            else await StreamAsync(context, dialect.Streamed(request, answer));
        }
        catch (RejectedRequestException rejection)
        {
            received.Enqueue(new ReceivedRequest(dialect, body, rejection.Message));
            await ReplyAsync(context, rejection.Status, dialect.Error(rejection.Status, rejection.Message));
        }
    }

    /// <summary>
    /// The first half of a stream that is interrupted; null for a continuation, which is not. If the half has no text yet, the gateway
    /// repeats the request unchanged, so every second such request is answered completely.
    /// </summary>
    private string[]? EventsBeforeInterruption(ModelRequest request, Answer answer, string body, string[] events)
    {
        if (ContinuationRequest.IsIn(request)) return null;
        var half = FirstHalf(events);
        var hasText = Json.Pieces(answer.Text).FirstOrDefault() is { } first && half.Any(text => text.Contains($"\"{first}\"", StringComparison.Ordinal));
        return hasText || attempts.AddOrUpdate(body, 1, static (_, before) => before + 1) % 2 == 1 ? half : null;
    }

    private static string[] FirstHalf(string[] events) => events[..((events.Length + 1) / 2)];

    private string Sign(string json) => errands?.Sign(json) ?? json;

    private async Task InterruptAsync(HttpContext context, IEnumerable<string> events)
    {
        await StreamAsync(context, events);
        await Task.Delay(DeliveryDelay, context.RequestAborted);
        context.Abort();
        Interlocked.Increment(ref interruptions);
    }

    private static async Task EmbedAsync(HttpContext context, Func<JsonElement, string> answer) =>
        await ReplyAsync(context, 200, answer(JsonElement.Parse(await BodyAsync(context))));

    private static string? CredentialOf(IHeaderDictionary headers, Dialect dialect)
    {
        var bearer = headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] ? token : null;
        if (dialect.Name != Dialect.AnthropicMessages.Name) return bearer;
        if (headers["anthropic-version"].Count == 0) throw new RejectedRequestException("anthropic-version: header is required");
        return headers["x-api-key"].ToString() is { Length: > 0 } key ? key : bearer;
    }

    private static async Task<string> BodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, IEnumerable<string> events)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        foreach (var text in events)
        {
            await context.Response.WriteAsync(Sign(text), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task ReplyAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json, context.RequestAborted);
    }
}

/// <summary>A received request, and the reason for its rejection, if any.</summary>
internal sealed record ReceivedRequest(Dialect Dialect, string Body, string? Rejection);
