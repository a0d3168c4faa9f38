using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads the system prompt and the messages of a request into turns. System messages may be anywhere in the conversation.
/// </summary>
internal static class MessagesTurnReader
{
    /// <param name="body">The request.</param>
    /// <param name="tools">The tools at the start of the conversation, which its messages change.</param>
    public static ImmutableArray<Turn> Read(BodyValue body, MessagesToolList tools)
    {
        var turns = ImmutableArray.CreateBuilder<Turn>();
        if (body.Find("system") is { } system
            && MessagesPartReader.ReadContent(system) is { IsEmpty: false } instructions)
            turns.Add(new Turn(TurnRole.System, instructions, system.Path));
        foreach (var message in body.Require("messages", "send the conversation as an array of messages").Items())
        {
            var turn = ReadMessage(message, tools);

            // A system message that only changes the tools has no instructions.
            if (turn.Role != TurnRole.System || !turn.Parts.IsEmpty) turns.Add(turn);
        }

        return turns.ToImmutable();
    }

    private static Turn ReadMessage(BodyValue message, MessagesToolList tools)
    {
        const string Roles = "user, assistant or system";
        var field = message.Require("role", Roles);
        var role = field.String() switch
        {
            "user" => TurnRole.User,
            "assistant" => TurnRole.Assistant,
            "system" => TurnRole.System,
            _ => throw field.Fault($"must be {Roles}"),
        };
        var content = message.Require("content", "a string or an array of content blocks");
        return new Turn(role, MessagesPartReader.ReadContent(content, tools, role == TurnRole.System), message.Path);
    }
}
