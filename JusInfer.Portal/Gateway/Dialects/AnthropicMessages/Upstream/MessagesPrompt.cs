using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// A conversation in the order that Anthropic wants: the instructions it begins with apart, then users' and assistant's messages by turns,
/// the user first, each tool's result in the message right after its call and before anything else there.
/// </summary>
internal sealed class MessagesPrompt
{
    /// <summary>Stands where the dialect wants a message and the conversation has none: it takes no empty text.</summary>
    private static readonly Part Nothing = new Part.Text(JsonText.Of("…"));

    private readonly List<Message> messages = [];

    private MessagesPrompt(ImmutableArray<Part> system) => System = system;

    /// <summary>Texts alone.</summary>
    public ImmutableArray<Part> System { get; }

    public IReadOnlyList<Message> Messages => messages;

    /// <summary>The assistant spoke last: its text is to be gone on with.</summary>
    public bool EndsWithAssistant => messages[^1].IsAssistant;

    /// <exception cref="RequestFault">A call without its result, or a result without its call.</exception>
    public static MessagesPrompt Of(Conversation conversation)
    {
        var turns = conversation.Turns;
        var leading = turns.TakeWhile(IsInstruction).Count();

        // Of nothing but instructions, the last one is what there is to react to.
        if (leading == turns.Length) leading--;
        var prompt = new MessagesPrompt(
            [.. turns.Take(leading).SelectMany(static turn => turn.Parts)
                .Where(static part => part is Part.Text text && !BlankText.Is(text.Value))]);
        foreach (var turn in turns.Skip(leading)) prompt.Add(turn);
        prompt.Settle();
        return prompt;
    }

    public void Append(Part userPart) => MessageFor(isAssistant: false, "messages").Parts.Add(userPart);

    private static bool IsInstruction(Turn turn) => turn.Role is Role.System or Role.Developer;

    private void Add(Turn turn)
    {
        var isAssistant = turn.Role == Role.Assistant;
        foreach (var part in turn.Parts)
        {
            if (part is Part.Text text && BlankText.Is(text.Value)) continue;

            // Another provider's seal is refused, and reasoning without one has no place here.
            if (part is Part.Reasoning { Seal: not { Kind: ReasoningSignatureKind.AnthropicSignature or ReasoningSignatureKind.AnthropicRedacted } }) continue;
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

    private void Settle()
    {
        if (messages.Count == 0 || messages[0].IsAssistant)
            messages.Insert(0, new Message(IsAssistant: false, "messages") { Parts = { Nothing } });
        for (var i = 0; i < messages.Count; i++)
        {
            var answered = i + 1 < messages.Count
                ? messages[i + 1].Parts.OfType<Part.ToolResult>().Select(static result => result.CallId).ToHashSet(StringComparer.Ordinal)
                : [];
            foreach (var call in messages[i].Parts.OfType<Part.ToolCall>())
            {
                if (!answered.Contains(call.Id))
                    throw new RequestFault(
                        $"The call of '{call.Name}' in '{messages[i].Path}' has no result in what follows it. Send a result for every "
                        + "call, or leave the call out.",
                        messages[i].Path);
            }

            var called = i > 0
                ? messages[i - 1].Parts.OfType<Part.ToolCall>().Select(static call => call.Id).ToHashSet(StringComparer.Ordinal)
                : [];
            foreach (var result in messages[i].Parts.OfType<Part.ToolResult>())
            {
                if (!called.Contains(result.CallId))
                    throw new RequestFault($"'{result.Path}' is the result of no call in the assistant's message before it.", result.Path);
            }
        }
    }

    /// <param name="IsAssistant">Else the user's.</param>
    /// <param name="Path">Where its first turn stands in the caller's body.</param>
    internal sealed record Message(bool IsAssistant, string Path)
    {
        public List<Part> Parts { get; } = [];

        /// <summary>How many results it begins with.</summary>
        public int Results { get; set; }
    }
}
