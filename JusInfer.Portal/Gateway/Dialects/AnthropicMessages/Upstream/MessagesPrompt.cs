using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// A conversation in the order that Anthropic requires: the leading instructions separately, then alternating user and assistant messages,
/// beginning with the user, and each tool result at the start of the message after its call.
/// </summary>
internal sealed class MessagesPrompt
{
    /// <summary>Replaces a required message that the conversation does not have. Anthropic rejects empty text.</summary>
    private static readonly Part Placeholder = new Part.Text(JsonText.From("…"));

    private readonly List<Message> messages = [];

    private MessagesPrompt(ImmutableArray<Part> system) => System = system;

    /// <summary>An instruction that is not at the start became text of the user.</summary>
    public bool HasInstructionAsUser { get; private set; }

    /// <summary>The instructions; only text parts.</summary>
    public ImmutableArray<Part> System { get; }

    public IReadOnlyList<Message> Messages => messages;

    /// <summary>The last message is the assistant's, and the model has to continue its text.</summary>
    public bool EndsWithAssistant => messages[^1].IsAssistant;

    /// <exception cref="RequestFault">A call has no result, or a result no call.</exception>
    public static MessagesPrompt Create(Conversation conversation)
    {
        var turns = conversation.Turns;
        var leading = turns.TakeWhile(IsInstruction).Count();

        // If there are only instructions, the last one becomes the user message.
        if (leading == turns.Length) leading--;
        var prompt = new MessagesPrompt(
            [.. turns.Take(leading).SelectMany(static turn => turn.Parts)
                .Where(static part => part is Part.Text text && !BlankText.IsBlank(text.Value))]);
        foreach (var turn in turns.Skip(leading))
        {
            prompt.HasInstructionAsUser |= IsInstruction(turn);
            prompt.Add(turn);
        }

        prompt.Validate();
        return prompt;
    }

    public void Append(Part userPart) => MessageFor(isAssistant: false, "messages").Parts.Add(userPart);

    private static bool IsInstruction(Turn turn) => turn.Role is TurnRole.System or TurnRole.Developer;

    private void Add(Turn turn)
    {
        var isAssistant = turn.Role == TurnRole.Assistant;
        foreach (var part in turn.Parts)
        {
            if (part is Part.Text text && BlankText.IsBlank(text.Value)) continue;

            // Anthropic rejects another provider's signature and has no place for reasoning without one.
            if (part is Part.Reasoning { Signature: not { Kind: ReasoningSignatureKind.AnthropicSignature or ReasoningSignatureKind.AnthropicRedacted } }) continue;
            var message = MessageFor(isAssistant, turn.Path);
            if (part is Part.ToolResult) message.Parts.Insert(message.Results++, part);
            else message.Parts.Add(part);
        }
    }

    private Message MessageFor(bool isAssistant, string path)
    {
        if (messages.Count == 0 || messages[^1].IsAssistant != isAssistant) messages.Add(new Message(isAssistant, path));
        return messages[^1];
    }

    private void Validate()
    {
        if (messages.Count == 0 || messages[0].IsAssistant)
            messages.Insert(0, new Message(IsAssistant: false, "messages") { Parts = { Placeholder } });
        for (var i = 0; i < messages.Count; i++)
        {
            var answered = i + 1 < messages.Count
                ? messages[i + 1].Parts.OfType<Part.ToolResult>().Select(static result => result.CallId).ToHashSet(StringComparer.Ordinal)
                : [];
            foreach (var call in messages[i].Parts.OfType<Part.ToolCall>())
            {
                if (!answered.Contains(call.Id))
                    throw new RequestFault(
                        $"The call of '{call.Name}' in '{messages[i].Path}' has no result in the next message. Send a result for every call, or "
                        + "leave the call out.",
                        messages[i].Path);
            }

            var called = i > 0
                ? messages[i - 1].Parts.OfType<Part.ToolCall>().Select(static call => call.Id).ToHashSet(StringComparer.Ordinal)
                : [];
            foreach (var result in messages[i].Parts.OfType<Part.ToolResult>())
            {
                if (!called.Contains(result.CallId))
                    throw new RequestFault($"'{result.Path}' matches no call in the assistant message before it.", result.Path);
            }
        }
    }

    /// <param name="IsAssistant">Otherwise it is a user message.</param>
    /// <param name="Path">The path of its first turn in the client's body.</param>
    internal sealed record Message(bool IsAssistant, string Path)
    {
        public List<Part> Parts { get; } = [];

        /// <summary>The number of tool results at its start.</summary>
        public int Results { get; set; }
    }
}
