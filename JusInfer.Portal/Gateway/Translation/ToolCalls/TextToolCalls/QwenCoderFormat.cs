using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// The form of Qwen3-Coder (its chat template and tool parser on huggingface.co/Qwen), XML without its rules of quoting:
/// <c>&lt;tool_call&gt;&lt;function=name&gt;&lt;parameter=key&gt;value&lt;/parameter&gt;&lt;/function&gt;&lt;/tool_call&gt;</c>. The model
/// often forgets the outer tag.
/// </summary>
internal sealed class QwenCoderFormat : ITextToolCallFormat
{
    /// <summary>With what a parameter begins that does not close the one before.</summary>
    private const string NextLine = "\n<parameter=";

    public ImmutableArray<string> Openings { get; } = ["<tool_call>", "<function="];

    public ImmutableArray<string> Closings { get; } = ["</function>", "</tool_call>"];

    /// <summary>It forgets to open what it closes.</summary>
    public string Remnant => "</tool_call>";

    public ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        var isWrapped = cursor.Takes("<tool_call>");
        cursor.Space();
        cursor.Expect("<function=");
        var name = cursor.Name(">", tools);
        var arguments = new StringBuilder("{");
        HashSet<string> keys = [];
        cursor.Space();
        while (!cursor.IsAtEnd && cursor.Takes("<parameter="))
        {
            var key = cursor.Until(">");
            keys.Add(key);
            var value = Value(ref cursor, parameter => !keys.Contains(parameter) && tools.Takes(name, parameter));
            cursor.Space();
            if (cursor.State != TextToolCallState.Fits) return [];
            if (arguments.Length > 1) arguments.Append(',');
            arguments.Append(JsonSerializer.Serialize(key)).Append(':').Append(tools.ValueOf(name, key, WithoutFrame(value)));
        }

        // A mere name may be talk of a function.
        if (isWrapped || keys.Count > 0) cursor.Close("</function>");
        else cursor.Expect("</function>");
        if (isWrapped)
        {
            cursor.Space();
            cursor.Close("</tool_call>");
        }

        return cursor.State == TextToolCallState.Fits ? [new TextToolCall(name, arguments.Append('}').ToString())] : [];
    }

    /// <summary>
    /// The text of a value, up to what closes it; where the model forgot that, up to the line on which the next thing begins.
    /// </summary>
    /// <param name="cursor">Stands at its beginning.</param>
    /// <param name="mayFollow">Whether a parameter may come after it: what else looks like one is of the value.</param>
    private static string Value(ref TextToolCallCursor cursor, Func<string, bool> mayFollow)
    {
        var closes = cursor.Rest.IndexOf("</parameter>");
        var value = closes < 0 ? cursor.Rest : cursor.Rest[..closes];
        for (var at = value.IndexOf(NextLine); at >= 0;)
        {
            var key = value[(at + NextLine.Length)..];
            if (key.IndexOf('>') is > 0 and var end && mayFollow(key[..end].ToString())) return cursor.Take(at);
            var further = key.IndexOf(NextLine);
            at = further < 0 ? -1 : at + NextLine.Length + further;
        }

        var isForgotten = closes < 0 && cursor.IsOver;
        return isForgotten && value.LastIndexOf("\n</function>") is >= 0 and var last ? cursor.Take(last) : cursor.Until("</parameter>");
    }

    /// <summary>The template sets a value on lines of its own: one line end before it and one after are not the value's.</summary>
    private static string WithoutFrame(string value)
    {
        var inner = value.AsSpan();
        if (inner is ['\n', ..]) inner = inner[1..];
        if (inner is [.., '\n']) inner = inner[..^1];
        return inner.ToString();
    }
}
