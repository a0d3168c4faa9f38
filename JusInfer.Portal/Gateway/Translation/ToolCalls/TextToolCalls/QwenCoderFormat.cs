using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// The format of Qwen3-Coder (see its chat template and tool parser on huggingface.co/Qwen), which is XML without escaping:
/// <c>&lt;tool_call&gt;&lt;function=name&gt;&lt;parameter=key&gt;value&lt;/parameter&gt;&lt;/function&gt;&lt;/tool_call&gt;</c>. The model
/// often omits the outer tag.
/// </summary>
internal sealed class QwenCoderFormat : ITextToolCallFormat
{
    /// <summary>The beginning of a parameter on a new line, whether or not the previous parameter was closed.</summary>
    private const string NextParameter = "\n<parameter=";

    public ImmutableArray<string> OpeningTags { get; } = ["<tool_call>", "<function="];

    public ImmutableArray<string> ClosingTags { get; } = ["</function>", "</tool_call>"];

    /// <summary>The model may close a tag that it did not open.</summary>
    public string StrayClosingTag => "</tool_call>";

    public ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        var isWrapped = cursor.TrySkip("<tool_call>");
        cursor.SkipWhiteSpace();
        cursor.Expect("<function=");
        var name = cursor.ReadToolName(">", tools);
        var arguments = new StringBuilder("{");
        HashSet<string> keys = [];
        cursor.SkipWhiteSpace();
        while (!cursor.IsAtEnd && cursor.TrySkip("<parameter="))
        {
            var key = cursor.ReadUntil(">");
            keys.Add(key);
            var value = ReadValue(ref cursor, parameter => !keys.Contains(parameter) && tools.HasParameter(name, parameter));
            cursor.SkipWhiteSpace();
            if (cursor.State != TextToolCallState.Match) return [];
            if (arguments.Length > 1) arguments.Append(',');
            arguments.Append(JsonSerializer.Serialize(key)).Append(':').Append(tools.ToJson(name, key, TrimLineBreaks(value)));
        }

        // Without parameters and outer tag, the text may only mention a function, so that it needs the closing tag.
        if (isWrapped || keys.Count > 0) cursor.ExpectClosing("</function>");
        else cursor.Expect("</function>");
        if (isWrapped)
        {
            cursor.SkipWhiteSpace();
            cursor.ExpectClosing("</tool_call>");
        }

        return cursor.State == TextToolCallState.Match ? [new TextToolCall(name, arguments.Append('}').ToString())] : [];
    }

    /// <summary>
    /// Reads a value up to its closing tag. If the model omitted the tag, the value ends before the line with the next tag.
    /// </summary>
    /// <param name="cursor">The cursor at the beginning of the value.</param>
    /// <param name="mayFollow">Whether a parameter can follow the value. Other text that looks like a parameter is part of the value.</param>
    private static string ReadValue(ref TextToolCallCursor cursor, Func<string, bool> mayFollow)
    {
        var closingIndex = cursor.Rest.IndexOf("</parameter>");
        var value = closingIndex < 0 ? cursor.Rest : cursor.Rest[..closingIndex];
        for (var at = value.IndexOf(NextParameter); at >= 0;)
        {
            var key = value[(at + NextParameter.Length)..];
            if (key.IndexOf('>') is > 0 and var end && mayFollow(key[..end].ToString())) return cursor.Read(at);
            var further = key.IndexOf(NextParameter);
            at = further < 0 ? -1 : at + NextParameter.Length + further;
        }

        var isUnclosed = closingIndex < 0 && cursor.IsFinal;
        return isUnclosed && value.LastIndexOf("\n</function>") is >= 0 and var last ? cursor.Read(last) : cursor.ReadUntil("</parameter>");
    }

    /// <summary>Removes one line break before and one after a value, which the chat template adds.</summary>
    private static string TrimLineBreaks(string value)
    {
        var inner = value.AsSpan();
        if (inner is ['\n', ..]) inner = inner[1..];
        if (inner is [.., '\n']) inner = inner[..^1];
        return inner.ToString();
    }
}
