using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>
/// Converts a conversation to a request for its summary. The model gets no tools, so that it can only write text; providers reject tool calls
/// in a request without tools, so earlier calls and results become text. Their reasoning is omitted.
/// </summary>
internal static class CompactionPrompt
{
    private const string Instruction =
        """
        Stop working on the task here. The conversation above will be deleted, and another assistant will continue the work with nothing but your summary of it, the instructions and the user's own messages. Write this summary now, as plain text. Do not continue the task, and do not call tools. State exactly and completely:

        1. Task: what the user asked for, with every requirement, restriction and preference that still applies.
        2. Decisions: what was decided and why, including alternatives that were rejected and approaches that failed.
        3. Files: each file that was read, created or changed, with its path, and what matters about its content.
        4. State: what is done and verified, which commands and tests ran and with which results, and which errors are open.
        5. Next steps: what remains, in order, beginning with the step in progress.

        Quote names, paths, identifiers, values and error messages literally. Include short pieces of code if the work depends on them. Leave out greetings and comments about this request.
        """;

    /// <summary>What introduces a summary in later requests.</summary>
    public static ReadOnlySpan<byte> SummaryHeading =>
        "The earlier part of this conversation was replaced by the following summary. Continue the work from the state that it describes.\n\n"u8;

    public static Conversation RequestSummary(Conversation conversation) => conversation with
    {
        Turns =
        [
            .. conversation.Turns.Select(static turn => turn with { Parts = [.. turn.Parts.SelectMany(ToText)] }).Where(static turn => !turn.Parts.IsEmpty),
            new Turn(TurnRole.User, [new Part.Text(JsonText.From(Instruction))], "input"),
        ],
        Tools = [],
        ToolChoice = ToolChoice.Auto,
        ParallelToolCalls = null,
        Format = OutputFormat.Text,
        Verbosity = null,
    };

    private static IEnumerable<Part> ToText(Part part) => part switch
    {
        Part.ToolCall call => [Text($"[Tool call {call.Name}: {call.Arguments.Decode()}]")],
        Part.ToolResult result => [Text("[Tool result]"), .. result.ContentWithErrorPrefix],
        Part.Reasoning => [],
        _ => [part],
    };

    private static Part.Text Text(string text) => new(JsonText.From(text));
}
