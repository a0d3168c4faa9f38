using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// The form of NousResearch's Hermes models, which Qwen 2.5 and many fine-tunes share (github.com/NousResearch/Hermes-Function-Calling):
/// <c>&lt;tool_call&gt;{"name": …, "arguments": {…}}&lt;/tool_call&gt;</c>.
/// </summary>
internal sealed class HermesFormat : ITextToolCallFormat
{
    public ImmutableArray<string> Openings { get; } = ["<tool_call>"];

    public ImmutableArray<string> Closings { get; } = ["</tool_call>"];

    public ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        cursor.Expect("<tool_call>");
        cursor.Space();
        var call = cursor.Object();
        cursor.Space();
        cursor.Close("</tool_call>");
        if (cursor.State != TextToolCallState.Fits) return [];
        if (CallIn(call) is { } read && tools.Has(read.Name)) return [read];
        cursor.Fail();
        return [];
    }

    /// <summary>The call that an object of a name and arguments describes; null where it is another object.</summary>
    internal static TextToolCall? CallIn(JsonElement call)
    {
        if (!call.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String) return null;
        if (!call.TryGetProperty("arguments", out var arguments) && !call.TryGetProperty("parameters", out arguments))
            return new TextToolCall(name.GetString()!, "{}");
        return arguments.ValueKind switch
        {
            JsonValueKind.Object => new TextToolCall(name.GetString()!, arguments.GetRawText()),
            JsonValueKind.String when !string.IsNullOrWhiteSpace(arguments.GetString()) =>
                new TextToolCall(name.GetString()!, arguments.GetString()!),
            JsonValueKind.String or JsonValueKind.Null => new TextToolCall(name.GetString()!, "{}"),
            _ => null,
        };
    }
}
