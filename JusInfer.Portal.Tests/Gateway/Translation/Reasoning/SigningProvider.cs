using System.Text.Json;
using System.Text.RegularExpressions;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

/// <summary>
/// A provider whose every answer is reasoning with a signature and a tool call. It rejects signatures that are not its own, as OpenAI and
/// Anthropic do.
/// </summary>
internal sealed partial class SigningProvider(string name, ITestDialect dialect, ScriptedUpstream upstream)
{
    private int answers;

    public string Name => name;

    /// <summary>The answer to every request instead of its own; null for its own.</summary>
    public Reply? Instead { get; set; }

    /// <summary>The answer that rejects a signature.</summary>
    public Reply Rejection { get; set; } = Replies.Close;

    public IReadOnlyCollection<UpstreamRequest> Requests => upstream.Requests;

    public UpstreamRequest LastRequest => upstream.LastRequest;

    /// <summary>The signatures in the last request.</summary>
    public IReadOnlyList<string> LastSignatures => SignaturesIn(LastRequest.Text);

    /// <summary>Clears what earlier tests have set.</summary>
    public void Reset()
    {
        (Instead, Rejection) = (null, Replies.Json(dialect is MessagesTestDialect
            ? MessagesWire.ErrorBody("messages.1.content.0: Invalid `signature` in `thinking` block")
            : """{"error":{"message":"The encrypted content gAAA could not be verified.","type":"invalid_request_error","param":null,"code":"invalid_encrypted_content"}}""", 400));
        upstream.Always(Answer);
    }

    private Reply Answer(UpstreamRequest request)
    {
        if (Instead is { } instead) return instead;
        if (SignaturesIn(request.Text).Any(signature => !signature.StartsWith(name, StringComparison.Ordinal))) return Rejection;
        if (ThinksWithoutItsThinking(request.Json))
            return Replies.Json(MessagesWire.ErrorBody("messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`"), 400);
        var number = Interlocked.Increment(ref answers);
        var answer = new ModelAnswer
        {
            Reasoning = $"thought {number} of {name}",
            Signature = $"{name}+signature/{number}",
            Calls = [new ToolUse($"call_{name}_{number}", "look", $$"""{"at":{{number}}}""")],
            FinishReason = "tool_calls",
        };
        return request.Json.TryGetProperty("stream", out var stream) && stream.GetBoolean()
            ? Replies.Sse(dialect.WriteStream(answer, request.Json))
            : Replies.Json(dialect.WriteResponse(answer, request.Json));
    }

    /// <summary>The request enables thinking with a budget, but its last tool turn does not begin with thinking, which Anthropic rejects.</summary>
    private static bool ThinksWithoutItsThinking(JsonElement request)
    {
        if (!request.TryGetProperty("thinking", out var thinking) || thinking.Text("type") != "enabled") return false;
        var messages = request.Items("messages").ToList();
        return messages[^1].Items("content").Any(static block => block.Text("type") == "tool_result") && messages[^2].Items("content").First().Text("type") == "tool_use";
    }

    private static List<string> SignaturesIn(string request) =>
        [.. SignatureProperty().Matches(request).Select(static match => JsonSerializer.Deserialize<string>(match.Groups["value"].Value)!)];

    [GeneratedRegex("""("signature"|"encrypted_content"):(?<value>"[^"]*")""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SignatureProperty();
}
