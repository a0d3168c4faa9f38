using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>The call in the drawer: one with a receipt, or one that was rejected. Null in both if the team has none with this id.</summary>
public sealed class OpenedCall
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal RequestId Id { get; init; }

    internal CallReceipt? Receipt { get; init; }

    internal Rejection? Rejected { get; init; }

    /// <summary>The name of the key of a rejected call.</summary>
    internal string KeyName { get; init; } = "";

    /// <summary>The items of the prompt, as a JSON list, if the response is stored and this member may read it.</summary>
    internal string? Prompt { get; init; }

    /// <summary>The stored response, as JSON.</summary>
    internal string? Response { get; init; }

    /// <summary>The call as the API returns it.</summary>
    internal string Raw => Receipt is { } receipt ? Indent(JsonSerializer.SerializeToUtf8Bytes(receipt.View, ApiJson.Default.ReceiptView))
        : Rejected is { } rejected
            ? Indent(JsonSerializer.SerializeToUtf8Bytes(RejectedCallView.From(rejected), ApiJson.Default.RejectedCallView))
        : "";

    /// <summary>JSON for people; as it is if it cannot be read.</summary>
    internal static string Indent(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json)?.ToJsonString(Indented) ?? "";
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(json);
        }
    }

    /// <summary>A command that asks the same model again. The prompt is the stored one, if there is one.</summary>
    /// <param name="origin">Scheme, host and port, without a trailing slash.</param>
    internal string CurlOf(string origin)
    {
        var dialect = Receipt?.Call.ClientDialect;
        var (path, body) = (Prompt, dialect) switch
        {
            ({ } prompt, _) => ("/v1/responses", new JsonObject { ["model"] = Model, ["input"] = JsonNode.Parse(prompt) }),
            (_, "anthropic-messages") => ("/v1/messages", Messages(new JsonObject { ["model"] = Model, ["max_tokens"] = 1024 })),
            (_, "openai-responses") => ("/v1/responses", new JsonObject { ["model"] = Model, ["input"] = "Say hello." }),
            (_, "openai-embeddings") => ("/v1/embeddings", new JsonObject { ["model"] = Model, ["input"] = "hello" }),
            (_, "openai-completions") => ("/v1/completions", new JsonObject { ["model"] = Model, ["prompt"] = "Say hello." }),
            _ => ("/v1/chat/completions", Messages(new JsonObject { ["model"] = Model })),
        };

        // In single quotes, a shell changes nothing but a single quote.
        var quoted = body.ToJsonString(Indented).Replace("'", "'\\''", StringComparison.Ordinal);
        return $"curl {origin}{path} \\\n  -H \"Authorization: Bearer $JUSINFER_API_KEY\" \\\n"
            + $"  -H \"Content-Type: application/json\" \\\n  -d '{quoted}'";
    }

    /// <summary>The playground with the model of the call, and with its prompt if that is stored.</summary>
    internal string ReplayAddress => $"/developer/playground?model={Uri.EscapeDataString(Model)}{(UserText is null ? "" : $"&call={Id}")}";

    /// <summary>The text of the last message of the user in the stored prompt; null if there is none.</summary>
    internal string? UserText => Prompt is { } prompt && JsonNode.Parse(prompt) is JsonArray items
        ? items.OfType<JsonObject>()
            .Where(static item => item["role"] is JsonValue role && role.ToString() == "user")
            .Select(static item => TextOf(item["content"]))
            .LastOrDefault()
        : null;

    private string Model => Receipt?.Call.ModelRequested ?? "jusInfer-auto";

    private static string? TextOf(JsonNode? content) => content switch
    {
        JsonValue text => text.ToString(),
        JsonArray parts => string.Concat(parts.OfType<JsonObject>().Select(static part => part["text"]?.ToString())),
        _ => null,
    };

    private static JsonObject Messages(JsonObject body)
    {
        body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Say hello." });
        return body;
    }
}
