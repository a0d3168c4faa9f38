using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Reads content blocks in Anthropic's form, which Cursor sends to models with "claude" in their name (automazeio/vibeproxy#411).
/// </summary>
internal static class AnthropicBlocks
{
    /// <param name="block">The block.</param>
    /// <param name="type">Its type.</param>
    /// <returns>The parts of the block; null if Anthropic has no such type.</returns>
    public static ImmutableArray<Part>? Read(BodyValue block, string type) => type switch
    {
        "tool_result" => [ReadResult(block)],
        "thinking" when block.Find("thinking") is { IsArray: true } thoughts => ReadThoughts(thoughts),
        "tool_use" or "thinking" or "redacted_thinking" or "document" or "search_result" => MessagesPartReader.ReadBlock(block),
        "image" when block.Find("source") is not null => MessagesPartReader.ReadBlock(block),
        _ => null,
    };

    /// <summary>The content of a result can have parts of either dialect.</summary>
    private static Part.ToolResult ReadResult(BodyValue block) =>
        new(
            ToolCallIds.Decode(block.Require("tool_use_id", "the id of the call that this result belongs to").String()),
            ChatPartReader.Parts(block))
        {
            IsError = block.Find("is_error")?.Flag() ?? false,
            Path = block.Path,
        };

    /// <summary>Mistral's form, which has parts.</summary>
    private static ImmutableArray<Part> ReadThoughts(BodyValue thoughts)
    {
        var found = thoughts.Items().Select(static part => part.Find("text")).OfType<BodyValue>();
        JsonText[] texts = [.. found.Select(static text => text.Text())];
        return texts.Length == 0 ? [] : [new Part.Reasoning(JsonText.Join(texts), Signature: null)];
    }
}
