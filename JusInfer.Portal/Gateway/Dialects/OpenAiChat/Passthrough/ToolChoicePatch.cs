using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Replaces a tool choice in the form of another dialect, such as Cursor's <c>{"type":"auto"}</c> (BerriAI/litellm#12168), by that of Chat
/// Completions.
/// </summary>
internal static class ToolChoicePatch
{
    private static readonly byte[] NoParallelCalls = ",\"parallel_tool_calls\":false"u8.ToArray();

    /// <param name="patch">The patch of the body.</param>
    /// <param name="ranges">The places in the body.</param>
    /// <param name="call">The call.</param>
    public static void Replace(BodyPatch patch, in ChatRequestRanges ranges, Call call)
    {
        // A choice that says nothing, because there are no tools, and one among removed tools are removed.
        if (ranges.Repairs?.Choice is not { } choice || (choice.IsOptional && !ranges.HasTools)) return;
        if (PolicyDecision.From(call).Removes(choice.Field.FullRange)) return;
        var body = call.Context.Body.Span;
        var value = choice.Field.Value;
        var given = new BodyValue(JsonElement.Parse(body[value], JsonDepth.DocumentOptions), "tool_choice");
        var isCustom = given.Find("type") is { IsString: true } type && type.String() == "custom";
        patch.Replace(value, ChatToolsWriter.Choice(ToolChoiceReader.Read(given, "is invalid"), isCustom));
        if (choice.ExcludesParallelCalls && !HasParallelCalls(body, call)) patch.Insert(value.End.Value, NoParallelCalls);
        call.Attempt.Adjusted |= Adjustments.ForeignForms;
    }

    private static bool HasParallelCalls(ReadOnlySpan<byte> body, Call call)
    {
        foreach (var field in call.Context.Request.Subjects.Fields)
        {
            if (body[field.Start..].StartsWith("\"parallel_tool_calls\""u8)) return true;
        }

        return false;
    }
}
