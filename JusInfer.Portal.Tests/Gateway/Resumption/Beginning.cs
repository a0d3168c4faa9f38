using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>What a request to go on says of the answer so far, read out of any dialect's turns by nothing but their order.</summary>
/// <param name="Text">What the assistant's turn holds.</param>
/// <param name="IsAsked">A user's turn behind it asks to repeat its end; else the assistant's turn was left open.</param>
internal sealed record Beginning(string Text, bool IsAsked)
{
    /// <summary>The beginning that stands in a request; null where it asks for an answer as such.</summary>
    public static Beginning? In(JsonElement body)
    {
        List<JsonElement> turns = [.. body.Items("messages").Concat(body.Items("input"))];
        if (turns[^1].Text("role") == "assistant") return new Beginning(TextOf(turns[^1]), IsAsked: false);
        if (turns.Count < 2 || turns[^2].Text("role") != "assistant") return null;
        turns[^1].Text("role").ShouldBe("user");
        var beginning = new Beginning(TextOf(turns[^2]), IsAsked: true);
        TextOf(turns[^1]).ShouldContain(ContinuationPrompt.AnchorOf(beginning.Text), Case.Sensitive, "The model is not told which end to repeat.");
        return beginning;
    }

    private static string TextOf(JsonElement turn) => turn.Of("content") is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : string.Concat(turn.Items("content").Select(static part => part.Text("text")));
}
