using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads content blocks. What Anthropic's own tools did in an earlier turn is left out, since the text says what came of it; a block of a
/// kind that is not known is refused by its place, since leaving it out would change the conversation unseen.
/// </summary>
internal static class MessagesPartReader
{
    /// <param name="content">A text or an array of blocks.</param>
    public static ImmutableArray<Part> ReadContent(BodyValue content)
    {
        if (content.IsString) return content.Text() is { IsEmpty: false } text ? [new Part.Text(text)] : [];
        if (!content.IsArray) throw content.Fault("must be a string or an array of content blocks");
        var parts = ImmutableArray.CreateBuilder<Part>();
        foreach (var block in content.Items())
        {
            var read = ReadBlock(block);
            if (read.IsEmpty) continue;
            if (block.Find("cache_control") is { } mark) read = read.SetItem(read.Length - 1, read[^1] with { CacheControl = mark.Json });
            parts.AddRange(read);
        }

        return parts.ToImmutable();
    }

    private static ImmutableArray<Part> ReadBlock(BodyValue block)
    {
        var type = block.Need("type", "text, image, document, tool_use, tool_result or thinking");
        switch (type.String())
        {
            case "text":
                return [new Part.Text(block.Need("text", "the block's text").Text())];
            case "image":
                return [new Part.Image(ReadSource(block.Need("source", "where the image is")))];
            case "document":
                return ReadDocument(block);
            case "tool_use":
                return [ReadCall(block)];
            case "tool_result":
                return [ReadResult(block)];
            case "thinking":
                return [new Part.Reasoning(block.Find("thinking")?.Text() ?? JsonText.Empty, ReadSeal(block))];
            case "redacted_thinking":
                return [new Part.Reasoning(
                    JsonText.Empty, new ReasoningSignature(ReasoningSignatureKind.AnthropicRedacted, block.Need("data", "the block's seal").Text()))];
            case "search_result":
                return [.. Text(block.Find("title")), .. Text(block.Find("source")),
                    .. ReadContent(block.Need("content", "what was found"))];
            case "compaction":
                // The summary of turns that are gone: nothing else tells of them.
                return Text(block.Find("content"));
            case "server_tool_use" or "mcp_tool_use" or "tool_reference" or "container_upload" or "fallback":
                return [];
            case var result when result.EndsWith("_tool_result", StringComparison.Ordinal):
                return [];
            case var unknown:
                throw RequestFault.Unsupported(
                    $"'{type.Path}' is {unknown}, a kind of block that cannot be put to the model chosen. Leave it out, or pin a Claude "
                    + "model whose provider speaks Anthropic's dialect.", type.Path);
        }
    }

    private static Part.ToolCall ReadCall(BodyValue block) => new(
        ToolCallIds.Decode(block.Need("id", "the call's id").String()),
        block.Need("name", "the tool's name").String(),
        ToolArguments.Of(block.Need("input", "the call's arguments, an object").Object().Json));

    private static Part.ToolResult ReadResult(BodyValue block) =>
        new(
            ToolCallIds.Decode(block.Need("tool_use_id", "the id of the call that this is the result of").String()),
            block.Find("content") is { } content ? ReadContent(content) : [])
        {
            IsError = block.Find("is_error")?.Flag() ?? false,
            Path = block.Path,
        };

    private static ReasoningSignature? ReadSeal(BodyValue block) =>
        block.Find("signature") is { } signature ? ReasoningSignatureTag.Read(signature.Text(), ReasoningSignatureKind.AnthropicSignature) : null;

    /// <summary>A document that is text, or made of blocks, is just that.</summary>
    private static ImmutableArray<Part> ReadDocument(BodyValue block)
    {
        var title = block.Find("title");
        var source = block.Need("source", "where the document is");
        return source.Find("type")?.String() switch
        {
            "text" => [.. Text(title), .. Text(source.Need("data", "the document's text"))],
            "content" => [.. Text(title), .. ReadContent(source.Need("content", "the document's blocks"))],
            _ => [new Part.File(ReadSource(source)) { Name = title?.Text() }],
        };
    }

    private static ImmutableArray<Part> Text(BodyValue? value) => value?.Text() is { IsEmpty: false } text ? [new Part.Text(text)] : [];

    private static ImageSource ReadSource(BodyValue source)
    {
        var type = source.Need("type", "base64 or url");
        return type.String() switch
        {
            "base64" =>
                new ImageSource(
                    null, source.Need("media_type", "for example image/png").String(), source.Need("data", "the content in base64").Text()),
            "url" => new ImageSource(source.Need("url", "an address").Text(), null, null),
            "file" =>
                throw RequestFault.Unsupported(
                    $"'{source.Path}' names a file that Anthropic keeps, and the model chosen cannot see it. Send it as base64, or pin a "
                    + "Claude model.",
                    source.Path),
            _ => throw type.Fault("must be base64 or url"),
        };
    }
}
