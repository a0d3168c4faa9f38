using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads the system prompt and the messages of a request into turns. Instructions may stand in the midst of the conversation.
/// </summary>
internal static class MessagesTurnReader
{
    public static ImmutableArray<Turn> Read(BodyValue body)
    {
        var turns = ImmutableArray.CreateBuilder<Turn>();
        if (body.Find("system") is { } system
            && MessagesPartReader.ReadContent(system).RemoveAll(IsBillingNote) is { IsEmpty: false } instructions)
            turns.Add(new Turn(Role.System, instructions, system.Path));
        foreach (var message in body.Need("messages", "send the conversation as an array of messages").Items())
            turns.Add(ReadMessage(message));
        return turns.ToImmutable();
    }

    /// <summary>
    /// Claude Code's first block is a note to Anthropic's billing that differs from run to run: nothing for another maker's model to read,
    /// and at the head of the prompt it would spoil every cache.
    /// </summary>
    private static bool IsBillingNote(Part part) =>
        part is Part.Text text && text.Value.Escaped.StartsWith("x-anthropic-billing-header:"u8);

    private static Turn ReadMessage(BodyValue message)
    {
        const string Roles = "user, assistant or system";
        var said = message.Need("role", Roles);
        var role = said.String() switch
        {
            "user" => Role.User,
            "assistant" => Role.Assistant,
            "system" => Role.System,
            _ => throw said.Fault($"must be {Roles}"),
        };
        var content = message.Need("content", "a string or an array of content blocks");
        return new Turn(role, MessagesPartReader.ReadContent(content), message.Path);
    }
}
