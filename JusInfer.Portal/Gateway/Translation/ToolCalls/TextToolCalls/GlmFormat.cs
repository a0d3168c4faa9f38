using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// The format of GLM 4.5 and later: <c>&lt;tool_call&gt;f</c>, then
/// <c>&lt;arg_key&gt;key&lt;/arg_key&gt;&lt;arg_value&gt;value&lt;/arg_value&gt;</c> for each argument, then <c>&lt;/tool_call&gt;</c>. Up to 4.6 with
/// line breaks between the elements, since 4.7 without. A text value is written as it is, any other as JSON. Source:
/// glm4_moe_detector.py of SGLang (python/sglang/srt/function_call).
/// </summary>
internal sealed class GlmFormat : ITextToolCallFormat
{
    public ImmutableArray<string> OpeningTags { get; } = ["<tool_call>"];

    public ImmutableArray<string> ClosingTags { get; } = ["</tool_call>"];

    public ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        cursor.Expect("<tool_call>");
        var arguments = new StringBuilder("{");
        if (cursor.IsFinal && cursor.Rest.IndexOf('<') < 0) return ReadNameAtEnd(ref cursor, tools);

        // Each tag is read without its angle bracket, because that of the first one ends the name.
        var name = cursor.ReadToolName("<", tools);
        while (cursor.TrySkip("arg_key>"))
        {
            var key = cursor.ReadUntil("</arg_key>").Trim();
            cursor.SkipWhiteSpace();
            cursor.Expect("<arg_value>");
            var value = cursor.ReadUntil("</arg_value>");
            cursor.SkipWhiteSpace();
            if (cursor.State != TextToolCallState.Match) return [];
            if (arguments.Length > 1) arguments.Append(',');
            arguments.Append(JsonSerializer.Serialize(key)).Append(':').Append(tools.ToJson(name, key, value));
            if (cursor.IsAtEnd) break;
            cursor.Expect("<");
        }

        cursor.ExpectClosing("/tool_call>");
        return cursor.State == TextToolCallState.Match ? [new TextToolCall(name, arguments.Append('}').ToString())] : [];
    }

    /// <summary>Reads a call without arguments, whose closing tag the server has removed.</summary>
    private static ImmutableArray<TextToolCall> ReadNameAtEnd(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        var name = cursor.Read(cursor.Rest.Length).Trim();
        if (tools.Contains(name)) return [new TextToolCall(name, "{}")];
        cursor.Fail();
        return [];
    }
}
