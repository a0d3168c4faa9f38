using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>The delivered text in a continuation request, recognized in any dialect by the order of the messages.</summary>
/// <param name="Text">The text of the last assistant message.</param>
/// <param name="IsAnchored">A user message after it asks to repeat its end. Otherwise the assistant message is a prefill.</param>
internal sealed record ContinuationRequest(string Text, bool IsAnchored)
{
    /// <summary>Reads a continuation request; null if the body is an original request.</summary>
    public static ContinuationRequest? Read(JsonElement body)
    {
        List<JsonElement> turns = [.. body.Items("messages").Concat(body.Items("input"))];
        if (turns[^1].Text("role") == "assistant") return new ContinuationRequest(TextOf(turns[^1]), IsAnchored: false);
        if (turns.Count < 2 || turns[^2].Text("role") != "assistant") return null;
        turns[^1].Text("role").ShouldBe("user");
        var request = new ContinuationRequest(TextOf(turns[^2]), IsAnchored: true);
        TextOf(turns[^1]).ShouldContain(ContinuationPrompt.AnchorOf(request.Text), Case.Sensitive, "The prompt does not quote the end of the answer.");
        return request;
    }

    private static string TextOf(JsonElement turn) => turn.Of("content") is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : string.Concat(turn.Items("content").Select(static part => part.Text("text")));
}
