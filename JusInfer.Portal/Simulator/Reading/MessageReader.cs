using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Simulator.Reading;

/// <summary>Reads the messages: content as a string, as parts, or absent.</summary>
internal static class MessageReader
{
    public static ImmutableArray<ChatMessage> Messages(ObjectFields request)
    {
        if (request.Get("messages") is null) request.Missing("messages");
        ImmutableArray<ChatMessage> messages = [.. request.Objects("messages").Select(Message)];
        if (messages.IsEmpty) request.Wrong("messages", "'messages' must hold at least one message.", "empty_array");
        return messages;
    }

    private static ChatMessage Message(ObjectFields fields)
    {
        var speaker = SpeakerOf(fields);
        var text = new List<string>();
        var images = ImmutableArray.CreateBuilder<string>();
        switch (fields.Get("content"))
        {
            case null when speaker is Speaker.Assistant || fields.Value.TryGetProperty("content", out _):
                break;
            case null:
                fields.Missing("content");
                break;
            case { ValueKind: JsonValueKind.String } content:
                text.Add(content.GetString() ?? "");
                break;
            case { ValueKind: JsonValueKind.Array }:
                foreach (var part in fields.Objects("content")) ReadPart(part, text, images);
                break;
            default:
                fields.Wrong("content", $"'{fields.Path("content")}' must be a string or an array of parts.", "invalid_type");
                break;
        }

        return new ChatMessage
        {
            Speaker = speaker,
            Text = string.Join('\n', text),
            Images = images.ToImmutable(),
            Calls = [.. fields.Objects("tool_calls").Select(PastCallOf).OfType<PastCall>()],
            CallId = speaker is Speaker.Tool ? fields.RequiredText("tool_call_id") : null,
        };
    }

    private static Speaker SpeakerOf(ObjectFields fields)
    {
        switch (fields.RequiredText("role"))
        {
            case "system" or "developer": return Speaker.System;
            case "user": return Speaker.User;
            case "assistant": return Speaker.Assistant;
            case "tool": return Speaker.Tool;
            default:
                fields.Wrong(
                    "role", $"'{fields.Path("role")}' must be 'system', 'developer', 'user', 'assistant' or 'tool'.", "invalid_value");
                return Speaker.User;
        }
    }

    private static void ReadPart(ObjectFields part, List<string> text, ImmutableArray<string>.Builder images)
    {
        switch (part.RequiredText("type"))
        {
            case "text" when part.Get("text") is null:
                part.Missing("text");
                break;
            case "text":
                text.Add(part.Text("text") ?? "");
                break;
            case "refusal":
                text.Add(part.Text("refusal") ?? "");
                break;
            case "image_url":
                images.Add(part.RequiredObject("image_url")?.RequiredText("url") ?? "");
                break;
        }
    }

    private static PastCall? PastCallOf(ObjectFields call) =>
        call.Text("type") is "custom" || call.RequiredObject("function") is not { } function ? null
            : new PastCall(call.RequiredText("id"), function.RequiredText("name"), function.Text("arguments") ?? "");
}
