using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads content blocks. Blocks of Anthropic's server tools in earlier turns are omitted, because the text reports their results. A block
/// of an unknown type is rejected, because omitting it would change the conversation silently.
/// </summary>
internal static class MessagesPartReader
{
    private const string Types = "text, image, document, tool_use, tool_result or thinking";

    /// <param name="content">A string or an array of blocks.</param>
    /// <param name="tools">The tools that a message can change; null for the content of a block, which is not the client's own.</param>
    /// <param name="isSystem">The content is that of a system message.</param>
    public static ImmutableArray<Part> ReadContent(BodyValue content, MessagesToolList? tools = null, bool isSystem = false)
    {
        if (content.IsString) return content.Text() is { IsEmpty: false } text ? [new Part.Text(text)] : [];
        if (!content.IsArray) throw content.Fault("must be a string or an array of content blocks");
        var parts = ImmutableArray.CreateBuilder<Part>();
        foreach (var block in content.Items())
        {
            var read = ReadBlock(block, tools, isSystem);
            if (read.IsEmpty) continue;
            if (block.Find("cache_control") is { } mark) read = read.SetItem(read.Length - 1, read[^1] with { CacheControl = mark.Json });
            parts.AddRange(read);
        }

        return parts.ToImmutable();
    }

    /// <param name="block">One block.</param>
    /// <param name="tools">The tools that a message can change; null for a nested block, and in a request of another dialect.</param>
    /// <param name="isSystem">The block is in a system message.</param>
    public static ImmutableArray<Part> ReadBlock(BodyValue block, MessagesToolList? tools = null, bool isSystem = false)
    {
        var type = block.Require("type", Types);
        switch (type.String())
        {
            case "text":
                return [new Part.Text(block.Require("text", "the block's text").Text())];
            case "image":
                return [ReadMedia(block.Require("source", "the image's source"), isImage: true, name: null)];
            case "document":
                return ReadDocument(block);
            case "tool_use":
                var call = ReadCall(block);
                tools?.Load(call.Name);
                return [call];
            case "tool_result":
                return [ReadResult(block, tools)];
            case "thinking":
                return [new Part.Reasoning(block.Find("thinking")?.Text() ?? JsonText.Empty, ReadSignature(block))];
            case "redacted_thinking":
                return [new Part.Reasoning(
                    JsonText.Empty, new ReasoningSignature(ReasoningSignatureKind.AnthropicRedacted, block.Require("data", "the block's encrypted data").Text()))];
            case "search_result":
                return [.. Text(block.Find("title")), .. Text(block.Find("source")),
                    .. ReadContent(block.Require("content", "the content of the result"))];
            case "compaction":
                // The summary of removed turns, and the only content that describes them.
                if (block.Find("tool_changes") is { IsArray: true } changes && tools is not null)
                    foreach (var change in changes.Items()) tools.ApplySigned(change);
                return Text(block.Find("content"));
            case "tool_addition" or "tool_removal" when isSystem && tools is not null:
                tools.Apply(block);
                return [];
            case "server_tool_use" or "mcp_tool_use" or "tool_reference" or "container_upload" or "fallback":
                return [];
            case var result when result.EndsWith("_tool_result", StringComparison.Ordinal):
                return [];
            default:
                throw RequestFault.Unsupported(
                    $"'{type.Path}' is {type.Quoted()}, a block type that the selected model does not support. Send {Types}, or request a "
                    + "Claude model whose provider uses Anthropic's API.", type.Path);
        }
    }

    private static Part.ToolCall ReadCall(BodyValue block) => new(
        ToolCallIds.Decode(block.Require("id", "the call's id").String()),
        block.Require("name", "the tool's name").String(),
        ToolArguments.Read(block.Find("input"), "an object"));

    private static Part.ToolResult ReadResult(BodyValue block, MessagesToolList? tools)
    {
        var content = block.Find("content");
        if (content is { } result) tools?.LoadReferences(result);
        return new Part.ToolResult(
            ToolCallIds.Decode(block.Require("tool_use_id", "the id of the call that this result belongs to").String()),
            content is { } given ? ReadResultContent(given) : [])
        {
            IsError = block.Find("is_error")?.Flag() ?? false,
            Path = block.Path,
        };
    }

    /// <summary>A result with nothing but references would look like a search without a result.</summary>
    private static ImmutableArray<Part> ReadResultContent(BodyValue content)
    {
        var parts = ReadContent(content);
        if (!parts.IsEmpty || !content.IsArray) return parts;
        var names = string.Join(", ", MessagesToolList.ReferencesIn(content));
        return names.Length == 0 ? parts : [new Part.Text(JsonText.From($"Loaded: {names}"))];
    }

    private static ReasoningSignature? ReadSignature(BodyValue block) =>
        block.Find("signature") is { } signature ? ReasoningSignatureTag.Read(signature.Text(), ReasoningSignatureKind.AnthropicSignature) : null;

    /// <summary>Reads a document. One that is text or consists of blocks becomes its content.</summary>
    private static ImmutableArray<Part> ReadDocument(BodyValue block)
    {
        var title = block.Find("title");
        var source = block.Require("source", "the document's source");
        return source.Find("type")?.String() switch
        {
            "text" => [.. Text(title), .. Text(source.Require("data", "the document's text"))],
            "content" => [.. Text(title), .. ReadContent(source.Require("content", "the document's blocks"))],
            _ => [ReadMedia(source, isImage: false, title?.Text())],
        };
    }

    private static ImmutableArray<Part> Text(BodyValue? value) => value?.Text() is { IsEmpty: false } text ? [new Part.Text(text)] : [];

    private static Part ReadMedia(BodyValue source, bool isImage, JsonText? name)
    {
        var type = source.Require("type", "base64 or url");
        return type.String() switch
        {
            "base64" => ReadData(source, source.Require("media_type", "for example image/png"), name),
            "url" => MediaPart.OfUrl(source.Require("url", "an address"), isImage, name),
            "file" =>
                throw RequestFault.Unsupported(
                    $"'{source.Path}' refers to a file that is stored at Anthropic and not available to the selected model. Send it as "
                    + "base64, or request a Claude model.",
                    source.Path),
            _ => throw type.Fault($"is {type.Quoted()}, but must be base64 or url"),
        };
    }

    private static Part ReadData(BodyValue source, BodyValue mediaType, JsonText? name) =>
        MediaPart.OfData(mediaType, mediaType.String(), source.Require("data", "the content in base64").Base64(), name);
}
