using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Reads the system prompt and the messages of a request into turns, and checks that every tool's result answers a call: other providers refuse a
/// conversation where they do not pair, in words that name no place in the caller's body.
/// </summary>
internal static class MessagesTurnReader
{
    public static ImmutableArray<Turn> Read(JsonElement root)
    {
        var messages = root.GetProperty("messages");
        var turns = ImmutableArray.CreateBuilder<Turn>(messages.GetArrayLength() + 1);
        if (root.TryGetProperty("system", out var system) && system.ValueKind != JsonValueKind.Null)
        {
            var parts = MessagesPartReader.ReadContent(system, "system");
            if (!parts.IsEmpty) turns.Add(new Turn(Role.System, parts, "system"));
        }

        var calls = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var turn = ReadMessage(message, $"messages[{number++}]");
            Pair(turn, calls);
            turns.Add(turn);
        }

        return turns.ToImmutable();
    }

    private static Turn ReadMessage(JsonElement message, string path)
    {
        var role = Fields.String(message, "role", path) switch
        {
            "user" => Role.User,
            "assistant" => Role.Assistant,
            "system" => Role.System,
            var other => throw new ConversationFault($"'{path}.role' is '{other}'; it must be user, assistant or system.", $"{path}.role"),
        };
        if (!message.TryGetProperty("content", out var content)) throw new ConversationFault($"'{path}.content' is missing.", $"{path}.content");
        return new Turn(role, MessagesPartReader.ReadContent(content, $"{path}.content"), path);
    }

    private static void Pair(Turn turn, HashSet<string> calls)
    {
        foreach (var part in turn.Parts)
        {
            switch (part)
            {
                case Part.ToolCall call when turn.Role != Role.Assistant:
                    throw new ConversationFault($"'{turn.Path}' holds a tool_use block ('{call.Name}'); only an assistant's message may.", $"{turn.Path}.content");
                case Part.ToolCall call:
                    calls.Add(call.Id);
                    break;
                case Part.ToolResult result when turn.Role != Role.User:
                    throw new ConversationFault($"'{result.Path}' is a tool_result; only a user's message may hold one.", result.Path);
                case Part.ToolResult result when !calls.Contains(result.CallId):
                    throw new ConversationFault($"'{result.Path}.tool_use_id' names no tool_use block of an earlier message.", $"{result.Path}.tool_use_id");
            }
        }
    }
}
