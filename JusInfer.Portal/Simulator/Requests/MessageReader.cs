using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Simulator.Requests;

/// <summary>Reads the request's messages. A message's content can be a string, an array of parts, or absent.</summary>
internal static class MessageReader
{
    public static ImmutableArray<ChatMessage> Read(ObjectFields request)
    {
        if (request.Get("messages") is null) request.AddMissing("messages");
        ImmutableArray<ChatMessage> messages = [.. request.Objects("messages").Select(ReadMessage)];
        if (messages.IsEmpty) request.AddError("messages", "'messages' must contain at least one message.", "empty_array");
        return messages;
    }

    private static ChatMessage ReadMessage(ObjectFields fields)
    {
        var role = ReadRole(fields);
        var text = new List<string>();
        var images = ImmutableArray.CreateBuilder<string>();
        switch (fields.Get("content"))
        {
            case null when role is MessageRole.Assistant || fields.Value.TryGetProperty("content", out _):
                break;
            case null:
                fields.AddMissing("content");
                break;
            case { ValueKind: JsonValueKind.String } content:
                text.Add(content.GetString() ?? "");
                break;
            case { ValueKind: JsonValueKind.Array }:
                foreach (var part in fields.Objects("content")) ReadPart(part, text, images);
                break;
            default:
                fields.AddError("content", $"'{fields.Path("content")}' must be a string or an array of parts.", "invalid_type");
                break;
        }

        return new ChatMessage
        {
            Role = role,
            Text = string.Join('\n', text),
            Images = images.ToImmutable(),
            Calls = [.. fields.Objects("tool_calls").Select(ReadToolCall).OfType<ToolCall>()],
            CallId = role is MessageRole.Tool ? fields.RequiredString("tool_call_id") : null,
        };
    }

    private static MessageRole ReadRole(ObjectFields fields)
    {
        switch (fields.RequiredString("role"))
        {
            case "system" or "developer": return MessageRole.System;
            case "user": return MessageRole.User;
            case "assistant": return MessageRole.Assistant;
            case "tool": return MessageRole.Tool;
            default:
                fields.AddError(
                    "role", $"'{fields.Path("role")}' must be 'system', 'developer', 'user', 'assistant' or 'tool'.", "invalid_value");
                return MessageRole.User;
        }
    }

    private static void ReadPart(ObjectFields part, List<string> text, ImmutableArray<string>.Builder images)
    {
        switch (part.RequiredString("type"))
        {
            case "text" when part.Get("text") is null:
                part.AddMissing("text");
                break;
            case "text":
                text.Add(part.String("text") ?? "");
                break;
            case "refusal":
                text.Add(part.String("refusal") ?? "");
                break;
            case "image_url":
                images.Add(part.RequiredObject("image_url")?.RequiredString("url") ?? "");
                break;
        }
    }

    private static ToolCall? ReadToolCall(ObjectFields call) =>
        call.String("type") is "custom" || call.RequiredObject("function") is not { } function ? null
            : new ToolCall(call.RequiredString("id"), function.RequiredString("name"), function.String("arguments") ?? "");
}
