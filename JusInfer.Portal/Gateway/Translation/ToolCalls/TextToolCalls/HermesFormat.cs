using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>
/// The format of NousResearch's Hermes models, Qwen 2.5 and many fine-tuned models (github.com/NousResearch/Hermes-Function-Calling):
/// <c>&lt;tool_call&gt;{"name": …, "arguments": {…}}&lt;/tool_call&gt;</c>.
/// </summary>
internal sealed class HermesFormat : ITextToolCallFormat
{
    public ImmutableArray<string> OpeningTags { get; } = ["<tool_call>"];

    public ImmutableArray<string> ClosingTags { get; } = ["</tool_call>"];

    public ImmutableArray<TextToolCall> Read(ref TextToolCallCursor cursor, OfferedTools tools)
    {
        cursor.Expect("<tool_call>");
        cursor.SkipWhiteSpace();
        var call = cursor.ReadObject();
        cursor.SkipWhiteSpace();
        cursor.ExpectClosing("</tool_call>");
        if (cursor.State != TextToolCallState.Match) return [];
        if (ParseCall(call) is { } read && tools.Contains(read.Name)) return [read];
        cursor.Fail();
        return [];
    }

    /// <summary>Parses an object with a name and arguments; null if it is another object.</summary>
    internal static TextToolCall? ParseCall(JsonElement call)
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
