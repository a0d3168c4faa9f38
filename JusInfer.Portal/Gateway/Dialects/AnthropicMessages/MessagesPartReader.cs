using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Reads content blocks. What Anthropic's own tools did in an earlier turn is left out where the text says what came of it; a block of a kind that is not known
/// is refused by its place, since leaving it out would change the conversation unseen.
/// </summary>
internal static class MessagesPartReader
{
    /// <param name="content">A text or an array of blocks.</param>
    /// <param name="path">Where it stands in the body.</param>
    public static ImmutableArray<Part> ReadContent(JsonElement content, string path)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            var text = JsonText.Of(content);
            return text.IsEmpty ? [] : [new Part.Text(text)];
        }

        if (content.ValueKind != JsonValueKind.Array) throw new ConversationFault($"'{path}' must be a string or an array of content blocks.", path);
        var parts = ImmutableArray.CreateBuilder<Part>(content.GetArrayLength());
        var number = 0;
        foreach (var block in content.EnumerateArray())
        {
            var at = $"{path}[{number++}]";
            if (block.ValueKind != JsonValueKind.Object) throw new ConversationFault($"'{at}' must be an object with a type.", at);
            foreach (var part in ReadBlock(block, at)) parts.Add(Fields.Object(block, "cache_control", at) is { } mark ? part with { CacheControl = mark } : part);
        }

        return parts.ToImmutable();
    }

    private static ImmutableArray<Part> ReadBlock(JsonElement block, string path)
    {
        switch (Fields.String(block, "type", path))
        {
            case "text":
                return [new Part.Text(Fields.Required(block, "text", path))];
            case "image":
                return [new Part.Image(SourceOf(block, path))];
            case "document":
                return ReadDocument(block, path);
            case "tool_use":
                return [ReadCall(block, path)];
            case "tool_result":
                return [ReadResult(block, path)];
            case "thinking":
                return [new Part.Reasoning(Fields.Text(block, "thinking", path) ?? JsonText.Empty, SealOf(block, path))];
            case "redacted_thinking":
                return [new Part.Reasoning(JsonText.Empty, new ReasoningSeal(SealKind.AnthropicRedacted, Fields.Required(block, "data", path)))];
            case "search_result":
                return ReadSearchResult(block, path);
            case "server_tool_use" or "mcp_tool_use" or "tool_reference" or "container_upload" or "compaction" or "fallback":
                return [];
            case { } type when type.EndsWith("_tool_result", StringComparison.Ordinal):
                return [];
            case null:
                throw new ConversationFault($"'{path}.type' is missing.", $"{path}.type");
            case { } type:
                throw ConversationFault.Unsupported($"'{path}' is a block of type {type}, which the gateway cannot put to the model chosen. Leave it out, or pin a Claude model.", $"{path}.type");
        }
    }

    private static Part.ToolCall ReadCall(JsonElement block, string path)
    {
        if (!block.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Object) throw new ConversationFault($"'{path}.input' must be an object.", $"{path}.input");
        return new Part.ToolCall(ToolIds.Decode(Fields.Required(block, "id", path).Decode()), Fields.Required(block, "name", path).Decode(), ToolArguments.Of(input));
    }

    private static Part.ToolResult ReadResult(JsonElement block, string path)
    {
        var content = block.TryGetProperty("content", out var value) && value.ValueKind != JsonValueKind.Null ? ReadContent(value, $"{path}.content") : [];
        return new Part.ToolResult(ToolIds.Decode(Fields.Required(block, "tool_use_id", path).Decode()), content)
        {
            IsError = Fields.Flag(block, "is_error") ?? false,
            Path = path,
        };
    }

    private static ReasoningSeal? SealOf(JsonElement block, string path) =>
        Fields.Text(block, "signature", path) is { } signature ? SealTag.Read(signature, SealKind.AnthropicSignature) : null;

    /// <summary>A document that is text, or made of blocks, is just that.</summary>
    private static ImmutableArray<Part> ReadDocument(JsonElement block, string path)
    {
        var title = Fields.Text(block, "title", path);
        var source = Fields.Object(block, "source", path);
        switch (source is { } said ? Fields.String(said, "type", $"{path}.source") : null)
        {
            case "text":
                return [.. Titled(title), new Part.Text(Fields.Required(source!.Value, "data", $"{path}.source"))];
            case "content" when source!.Value.TryGetProperty("content", out var content):
                return [.. Titled(title), .. ReadContent(content, $"{path}.source.content")];
            default:
                return [new Part.File(SourceOf(block, path)) { Name = title }];
        }
    }

    private static ImmutableArray<Part> ReadSearchResult(JsonElement block, string path)
    {
        var content = block.TryGetProperty("content", out var value) ? ReadContent(value, $"{path}.content") : [];
        return [.. Titled(Fields.Text(block, "title", path)), .. Titled(Fields.Text(block, "source", path)), .. content];
    }

    private static ImmutableArray<Part> Titled(JsonText? title) => title is { IsEmpty: false } text ? [new Part.Text(text)] : [];

    private static ImageSource SourceOf(JsonElement block, string path)
    {
        var source = Fields.Object(block, "source", path) ?? throw new ConversationFault($"'{path}.source' is missing.", $"{path}.source");
        path += ".source";
        return Fields.String(source, "type", path) switch
        {
            "base64" => new ImageSource(null, Fields.Required(source, "media_type", path).Decode(), Fields.Required(source, "data", path)),
            "url" => new ImageSource(Fields.Required(source, "url", path), null, null),
            "file" => throw ConversationFault.Unsupported($"'{path}' names a file that Anthropic keeps; the model chosen cannot see it. Send it as base64, or pin a Claude model.", path),
            var other => throw new ConversationFault($"'{path}.type' is '{other}'; it must be base64 or url.", $"{path}.type"),
        };
    }
}
