using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>What the first pass over a request does with a content block.</summary>
internal enum BlockKind
{
    /// <summary>The gateway does not know the type.</summary>
    Unknown,

    /// <summary>A block whose media, if it has any, are in blocks of its own.</summary>
    Other,
    Text,
    Image,
    Document,
    Call,
    Result,
    Thinking,
    RedactedThinking,
}

/// <summary>Reads the type of a content block.</summary>
internal static class BlockKinds
{
    /// <param name="json">Positioned at the type.</param>
    public static BlockKind Of(ref JsonCursor json) => json.TokenType != JsonTokenType.String ? BlockKind.Unknown
        : json.ValueTextEquals("text"u8) ? BlockKind.Text
        : json.ValueTextEquals("tool_result"u8) ? BlockKind.Result
        : json.ValueTextEquals("tool_use"u8) ? BlockKind.Call
        : json.ValueTextEquals("thinking"u8) ? BlockKind.Thinking
        : json.ValueTextEquals("redacted_thinking"u8) ? BlockKind.RedactedThinking
        : json.ValueTextEquals("image"u8) ? BlockKind.Image
        : json.ValueTextEquals("document"u8) ? BlockKind.Document
        : IsOther(ref json) ? BlockKind.Other
        : BlockKind.Unknown;

    private static bool IsOther(ref JsonCursor json) =>
        json.ValueSpan.EndsWith("_result"u8) || json.ValueSpan.EndsWith("_tool_use"u8) || json.ValueSpan.EndsWith("_error"u8)
        || json.ValueSpan.EndsWith("_output"u8) || json.ValueSpan.StartsWith("tool_"u8) || json.ValueTextEquals("compaction"u8)
        || json.ValueTextEquals("fallback"u8) || json.ValueTextEquals("container_upload"u8);
}
