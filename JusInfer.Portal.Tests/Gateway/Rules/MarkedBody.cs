using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Tests.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>What a provider receives of a request, and where it has cache markers.</summary>
internal static class MarkedBody
{
    public const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
    public const string Hour = ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}";
    public const string OneCall =
        """
        {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}
        """;
    public const string TwoCalls =
        """
        {"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},
        {"id":"c2","type":"function","function":{"name":"f","arguments":"{}"}}]}
        """;
    public const string OpenRouter = "https://openrouter.ai/api/v1";
    public const string Claude = "anthropic/claude-sonnet-4.5";

    /// <summary>Sends a request to an endpoint: patched if the dialects are the same, otherwise translated.</summary>
    /// <param name="client">The client's dialect: chat or messages.</param>
    /// <param name="upstream">The provider's dialect.</param>
    /// <param name="body">The client's body.</param>
    /// <param name="address">The provider's address.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="markers">What the catalog says for the provider: automatic, anthropic, none; null for nothing.</param>
    /// <param name="cacheCare">The setting of the key.</param>
    /// <param name="interrupted">The text of an interrupted answer.</param>
    public static (string Sent, string Adjusted) Send(
        string client, string upstream, string body, string address = OpenRouter, string model = Claude, string? markers = null,
        bool cacheCare = true, string? interrupted = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var dialect = client == "chat" ? InterruptedCalls.ChatClient : InterruptedCalls.MessagesClient;
        dialect.Read(bytes, new Microsoft.AspNetCore.Http.DefaultHttpContext().Request).TryGet(out var request, out var error);
        error.ShouldBeNull(body);
        var set = markers is null ? null : CatalogNames.CacheMarkers.Read(markers);
        var provider = TestCalls.Provider(address, set) with { Dialect = upstream == "chat" ? ChatDialect.Id : MessagesDialect.Id };
        var call = TestCalls.Create(
            dialect, request!, provider: provider, body: TestCalls.BodyOf(bytes), upstream: model, cacheCare: cacheCare);
        if (interrupted is not null) call.Interrupt(new InterruptedResponse { Text = interrupted, DeliveredTokens = 1 });
        var sent = InterruptedCalls.SentBody(call, upstream == "chat" ? InterruptedCalls.Chat : InterruptedCalls.Messages);
        return (sent, call.Attempt.Adjusted.ToString());
    }

    /// <summary>The paths of the markers in the order in which Anthropic caches the parts, each with its lifetime if it has one.</summary>
    public static string Marks(string sent)
    {
        var body = JsonNode.Parse(sent)!;
        List<string> found = [];
        foreach (var part in (string[])["tools", "system", "messages"])
        {
            if (body[part] is { } node) Find(node, found);
        }

        if (body["cache_control"] is { } whole) found.Add($"request{Lifetime(whole)}");
        return string.Join(' ', found);
    }

    /// <summary>The body without markers, every list with one text as that text.</summary>
    public static string WithoutMarks(string sent) => Unmarked(JsonNode.Parse(sent)).ToJsonString();

    private static void Find(JsonNode node, List<string> found)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Find(item!, found);
        }
        else if (node is JsonObject named)
        {
            foreach (var (name, value) in named)
            {
                if (name != "cache_control" && value is not null) Find(value, found);
            }

            if (named["cache_control"] is { } marker) found.Add(node.GetPath()[2..] + Lifetime(marker));
        }
    }

    private static string Lifetime(JsonNode marker) => marker["ttl"] is { } ttl ? $":{ttl}" : "";

    private static JsonNode Unmarked(JsonNode? node)
    {
        if (node is JsonArray { Count: 1 } one && one[0] is JsonObject part && (string?)part["type"] == "text" && part["text"] is { } text)
            return text.DeepClone();
        if (node is JsonArray list) return new JsonArray([.. list.Select(Unmarked)]);
        if (node is not JsonObject named) return node?.DeepClone() ?? JsonValue.Create("null");
        return new JsonObject(named.Where(static field => field.Key != "cache_control")
            .Select(static field => KeyValuePair.Create(field.Key, (JsonNode?)Unmarked(field.Value))));
    }
}
