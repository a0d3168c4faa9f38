using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// Reads a call in the XML of Anthropic's early models, which MiniMax and DeepSeek use with prefixes of their own:
/// <c>&lt;invoke name="f"&gt;&lt;parameter name="key"&gt;value&lt;/parameter&gt;&lt;/invoke&gt;</c>. Values are not escaped. DeepSeek sometimes writes one
/// JSON object in place of the parameters.
/// </summary>
internal static class InvokeElements
{
    /// <param name="cursor">The cursor at the beginning of the call, or at white space before it.</param>
    /// <param name="prefix">What precedes the names of the elements.</param>
    /// <param name="tools">The tools of the request.</param>
    public static TextToolCall Read(ref TextToolCallCursor cursor, string prefix, OfferedTools tools)
    {
        cursor.SkipWhiteSpace();
        cursor.Expect($"<{prefix}invoke name=\"");
        var name = cursor.ReadToolName("\">", tools);
        cursor.SkipWhiteSpace();
        if (cursor.Rest is ['{', ..]) return ReadObject(ref cursor, prefix, name);
        var arguments = new StringBuilder("{");
        while (!cursor.IsAtEnd && cursor.TrySkip($"<{prefix}parameter name=\""))
        {
            var key = cursor.ReadUntil("\"");
            var attributes = cursor.ReadUntil(">");
            var value = cursor.ReadUntil($"</{prefix}parameter>");
            cursor.SkipWhiteSpace();
            if (cursor.State != TextToolCallState.Match) return default;
            if (arguments.Length > 1) arguments.Append(',');
            arguments.Append(JsonSerializer.Serialize(key)).Append(':');
            arguments.Append(attributes.Contains("string=\"true\"", StringComparison.Ordinal) ? JsonSerializer.Serialize(value) : tools.ToJson(name, key, value));
        }

        cursor.ExpectClosing($"</{prefix}invoke>");
        return new TextToolCall(name, arguments.Append('}').ToString());
    }

    private static TextToolCall ReadObject(ref TextToolCallCursor cursor, string prefix, string name)
    {
        var arguments = cursor.ReadObject();
        cursor.SkipWhiteSpace();
        cursor.ExpectClosing($"</{prefix}invoke>");
        return cursor.State == TextToolCallState.Match ? new TextToolCall(name, arguments.GetRawText()) : default;
    }
}
