using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.Leaks;

/// <summary>
/// The form of Qwen3-Coder (its chat template and tool parser on huggingface.co/Qwen), XML without its rules of quoting:
/// <c>&lt;tool_call&gt;&lt;function=name&gt;&lt;parameter=key&gt;value&lt;/parameter&gt;&lt;/function&gt;&lt;/tool_call&gt;</c>. The model
/// often forgets the outer tag.
/// </summary>
internal sealed class QwenCoderLeak : ILeakForm
{
    public ImmutableArray<string> Openings { get; } = ["<tool_call>", "<function="];

    public ImmutableArray<string> Closings { get; } = ["</function>", "</tool_call>"];

    /// <summary>It forgets to open what it closes.</summary>
    public string Remnant => "</tool_call>";

    public ImmutableArray<LeakedToolCall> Read(ref LeakCursor cursor, OfferedTools tools)
    {
        var isWrapped = cursor.Takes("<tool_call>");
        cursor.Space();
        cursor.Expect("<function=");
        var name = cursor.Name(">", tools);
        var arguments = new StringBuilder("{");
        cursor.Space();
        while (cursor.Takes("<parameter="))
        {
            var key = cursor.Until(">");
            var value = cursor.Until("</parameter>");
            cursor.Space();
            if (cursor.State != LeakState.Fits) return [];
            if (arguments.Length > 1) arguments.Append(',');
            arguments.Append(JsonSerializer.Serialize(key)).Append(':').Append(tools.ValueOf(name, key, WithoutFrame(value)));
        }

        cursor.Expect("</function>");
        if (isWrapped)
        {
            cursor.Space();
            cursor.Expect("</tool_call>");
        }

        return cursor.State == LeakState.Fits ? [new LeakedToolCall(name, arguments.Append('}').ToString())] : [];
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
