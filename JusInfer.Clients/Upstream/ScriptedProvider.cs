using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// A provider on a real socket that speaks all three dialects, each as strictly as the service whose dialect it is, and plays
/// <see cref="Script"/>. Clients may be pointed at it directly, which shows that script and client agree before a gateway is judged.
/// </summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    public const string Credential = "sk-scripted-provider-credential";

    private readonly WebApplication app;
    /// <summary>Long enough that what was sent has reached the client.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<AskedTurn> asked = new();
    private readonly ConcurrentDictionary<string, int> times = new(StringComparer.Ordinal);
    private int deaths;

    private ScriptedProvider(WebApplication app) => this.app = app;

    public Uri Root => new(app.Urls.Single());

    public static async Task<ScriptedProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(static server => server.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var provider = new ScriptedProvider(web);
        web.Run(provider.AnswerAsync);
        await web.StartAsync();
        return provider;
    }

    /// <summary>What was asked with this text, all ASCII, in it.</summary>
    public IReadOnlyList<AskedTurn> AskedAbout(string text) => [.. asked.Where(turn => turn.Body.Contains(text, StringComparison.Ordinal))];

    /// <summary>How many streams of a dying dialect it has cut.</summary>
    public int Deaths => Volatile.Read(ref deaths);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (Dialect.All.FirstOrDefault(dialect => dialect.Path == path) is { } dialect) return AnswerAsync(context, dialect);
        return path switch
        {
            "/v1/messages/count_tokens" => ReplyAsync(context, 200, Json.Of(new { input_tokens = Counts.Input })),
            "/v1/embeddings" => EmbedAsync(context),
            "/v1/models" => ReplyAsync(context, 200, Json.Of(new { @object = "list", data = new[] { new { id = "jusInfer-auto", @object = "model" } } })),
            _ => ReplyAsync(context, 404, ChatWire.Error(404, $"Unknown request URL: {context.Request.Method} {path}.")),
        };
    }

    private async Task AnswerAsync(HttpContext context, Dialect dialect)
    {
        var body = await BodyAsync(context);
        try
        {
            if (CredentialOf(context.Request.Headers, dialect) != Credential) throw new RefusedRequest(401, "invalid x-api-key");
            var turn = dialect.Read(JsonElement.Parse(body), context.Request.Headers);
            var move = Script.Next(turn);
            asked.Enqueue(new AskedTurn(dialect, body, Refusal: null));
            if (!turn.Streamed) await ReplyAsync(context, 200, dialect.Whole(turn, move));
            else if (dialect.IsDying && Dying(turn, move, body, [.. dialect.Streamed(turn, move)]) is { } begun) await DieAsync(context, begun);
            else await StreamAsync(context, dialect.Streamed(turn, move));
        }
        catch (RefusedRequest refusal)
        {
            asked.Enqueue(new AskedTurn(dialect, body, refusal.Message));
            await ReplyAsync(context, refusal.Status, dialect.Error(refusal.Status, refusal.Message));
        }
    }

    /// <summary>
    /// The first half of a stream that dies; null of one that lives, as the rest of an answer does. Where the half has none of the text yet, the same
    /// will be asked for in the same words: then every other one lives.
    /// </summary>
    private string[]? Dying(Turn turn, Move move, string body, string[] events)
    {
        if (BrokenOff.IsMeantBy(turn)) return null;
        var half = events[..((events.Length + 1) / 2)];
        var hasText = Json.Pieces(move.Text).FirstOrDefault() is { } first && half.Any(said => said.Contains($"\"{first}\"", StringComparison.Ordinal));
        return hasText || times.AddOrUpdate(body, 1, static (_, before) => before + 1) % 2 == 1 ? half : null;
    }

    private async Task DieAsync(HttpContext context, IEnumerable<string> events)
    {
        await StreamAsync(context, events);
        await Task.Delay(OnItsWay, context.RequestAborted);
        context.Abort();
        Interlocked.Increment(ref deaths);
    }

    /// <summary>One vector whatever was asked, in the form that was asked for.</summary>
    private static async Task EmbedAsync(HttpContext context)
    {
        float[] vector = [0.25f, -0.5f, 1];
        var packed = JsonElement.Parse(await BodyAsync(context)).TextAt("encoding_format") == "base64";
        object embedding = packed ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())) : vector;
        await ReplyAsync(context, 200, Json.Of(new
        {
            @object = "list",
            data = new[] { new { @object = "embedding", index = 0, embedding } },
            model = "scripted-embedding",
            usage = new { prompt_tokens = 4, total_tokens = 4 },
        }));
    }

    private static string? CredentialOf(IHeaderDictionary headers, Dialect dialect)
    {
        var bearer = headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] ? token : null;
        if (dialect.Name != Dialect.AnthropicMessages.Name) return bearer;
        if (headers["anthropic-version"].Count == 0) throw new RefusedRequest("anthropic-version: header is required");
        return headers["x-api-key"].ToString() is { Length: > 0 } key ? key : bearer;
    }

    private static async Task<string> BodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, IEnumerable<string> events)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        foreach (var text in events)
        {
            await context.Response.WriteAsync(text, context.RequestAborted);
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

/// <summary>A request as the provider got it, and why it was refused where it was.</summary>
internal sealed record AskedTurn(Dialect Dialect, string Body, string? Refusal);
