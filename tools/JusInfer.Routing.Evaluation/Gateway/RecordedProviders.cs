using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JusInfer.Routing.Evaluation.Gateway;

/// <summary>
/// Two providers on a socket that answer each prompt of a recorded session with its recorded answer: one that bills as Anthropic does, and one without a cache. The latter gives
/// no answer to a tenth of its calls, which the gateway then repeats on the baseline.
/// </summary>
internal sealed class RecordedProviders : IAsyncDisposable
{
    private const int DiscardedOneIn = 10;

    private readonly WebApplication app;
    private readonly Dictionary<string, RecordedSession> sessions;
    private readonly ConcurrentDictionary<string, ProviderBill> bills = new(StringComparer.Ordinal);

    private RecordedProviders(WebApplication app, IReadOnlyList<RecordedSession> sessions)
    {
        this.app = app;
        this.sessions = sessions.ToDictionary(static session => KeyOf(session.Messages.First(static message => message.Role == "user").Content), StringComparer.Ordinal);
    }

    /// <summary>The base address of the provider with a cache, in Anthropic's dialect.</summary>
    public string Caching => app.Urls.Single();

    /// <summary>The base address of the other one, in OpenAI's dialect.</summary>
    public string Uncached => app.Urls.Single() + "/v1";

    public static async Task<RecordedProviders> StartAsync(IReadOnlyList<RecordedSession> sessions)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(static server => server.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var providers = new RecordedProviders(web, sessions);
        web.Run(providers.AnswerAsync);
        await web.StartAsync();
        return providers;
    }

    /// <summary>Empties the caches and the counts.</summary>
    public void Reset() => bills.Clear();

    /// <summary>What was counted since the last reset.</summary>
    public ProviderBill Of(RecordedSession session) => bills[session.Task];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var isCaching = context.Request.Path.Value!.Contains("/messages", StringComparison.Ordinal);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Answer(body.RootElement, isCaching).ToJsonString(), context.RequestAborted);
    }

    private JsonObject Answer(JsonElement body, bool isCaching)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToArray();
        var session = sessions[KeyOf(TextOf(messages.First(static message => message.Text("role") == "user")))];
        var index = messages.Count(static message => message.Text("role") == "assistant");
        var step = session.Steps[index];
        var answer = session.Messages[step.Messages].Content;
        var bill = bills.GetOrAdd(session.Task, static (_, recorded) => new ProviderBill(recorded), session);
        if (!isCaching)
        {
            var isDiscarded = Folds.Of($"{session.Task}:{index}", repeat: 5, DiscardedOneIn) == 0;
            bill.CountDetour(step, isDiscarded);
            return Completion(isDiscarded ? string.Empty : answer, step);
        }

        var (text, marks) = (new StringBuilder(), new List<int>());
        if (body.TryGetProperty("system", out var system)) Append(text, system, marks);
        Append(text, body.GetProperty("messages"), marks);
        return Message(answer, step, bill.Bill(step, text.ToString(), marks));
    }

    private static JsonObject Completion(string answer, RecordedStep step) => new()
    {
        ["id"] = "c",
        ["object"] = "chat.completion",
        ["created"] = 1_763_600_000,
        ["model"] = "small",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = answer },
            ["finish_reason"] = "stop",
        }),
        ["usage"] = new JsonObject
        {
            ["prompt_tokens"] = step.PromptTokens,
            ["completion_tokens"] = step.OutputTokens,
            ["total_tokens"] = step.PromptTokens + step.OutputTokens,
        },
    };

    private static JsonObject Message(string answer, RecordedStep step, (long Input, long Read, long Written) tokens) => new()
    {
        ["id"] = "msg",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = "baseline",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = answer }),
        ["stop_reason"] = "end_turn",
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject
        {
            ["input_tokens"] = tokens.Input,
            ["cache_creation_input_tokens"] = tokens.Written,
            ["cache_read_input_tokens"] = tokens.Read,
            ["output_tokens"] = step.OutputTokens,
        },
    };

    private static string KeyOf(string text) => text.Trim();

    private static string TextOf(JsonElement message)
    {
        var text = new StringBuilder();
        Append(text, message.GetProperty("content"), []);
        return text.ToString();
    }

    /// <summary>Appends all texts, without the names that differ between calls, and the lengths at the markers.</summary>
    private static void Append(StringBuilder text, JsonElement value, List<int> marks)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(value.GetString());
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Append(text, item, marks);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (property.Name is not ("cache_control" or "type")) Append(text, property.Value, marks);
                }

                if (value.TryGetProperty("cache_control", out _)) marks.Add(text.Length);
                break;
            default:
                break;
        }
    }
}
