using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>Extends a conversation with an interrupted answer and the instruction to continue it.</summary>
internal static class ContinuedConversation
{
    /// <summary>
    /// Whether the request body has to be rewritten even if the target uses the client's dialect, because more has to change than the last
    /// messages and the output token limit.
    /// </summary>
    public static bool NeedsRewriting(Call call) => call.Interrupted is { } interrupted
        && (interrupted.Announced is not null
            || (interrupted.HasText && (call.Context.Request.WantsJson || call.Context.Request.Features.LastMessageRole == LastMessageRole.Assistant)));

    /// <param name="conversation">The client's conversation.</param>
    /// <param name="call">The call whose answer was interrupted; without an interruption, the conversation is returned unchanged.</param>
    /// <param name="dialect">The dialect of the call's current target.</param>
    public static Conversation Of(Conversation conversation, Call call, IUpstreamDialect dialect)
    {
        if (call.Interrupted is not { } interrupted) return conversation;
        var plan = ContinuationPlan.Create(interrupted, dialect.ContinuationMode(call), conversation.Format);
        return conversation with
        {
            Turns = AppendTurns(conversation.Turns, plan),
            ContinuationMode = plan.AssistantText is null ? Continuation.Anchor : plan.Mode,
            MaxOutputTokens = conversation.MaxOutputTokens is { } limit ? plan.RemainingLimit(limit) : null,

            // With an enforced format, the model could only start a new document.
            Format = plan.AssistantText is null ? conversation.Format : OutputFormat.Text,
            ToolChoice = ChooseTool(conversation, interrupted, dialect.SupportsRequiredTool(call)),
        };
    }

    private static ImmutableArray<Turn> AppendTurns(ImmutableArray<Turn> turns, ContinuationPlan plan)
    {
        if (plan.AssistantText is not { } answer) return turns;
        var path = turns[^1].Path;
        turns = turns[^1].Role == TurnRole.Assistant
            ? turns.SetItem(turns.Length - 1, ExtendTurn(turns[^1], answer))
            : turns.Add(new Turn(TurnRole.Assistant, [new Part.Text(answer)], path));
        return plan.UserPrompt is { } prompt ? turns.Add(new Turn(TurnRole.User, [new Part.Text(prompt)], path)) : turns;
    }

    /// <summary>
    /// Appends the answer to the client's own prefill, in the same text part, because dialects separate parts with line breaks.
    /// </summary>
    private static Turn ExtendTurn(Turn prefill, JsonText answer) => prefill with
    {
        Parts = prefill.Parts.LastOrDefault() is Part.Text last
            ? prefill.Parts.SetItem(
                prefill.Parts.Length - 1, last with { Value = JsonText.OfEscaped([.. last.Value.Escaped, .. answer.Escaped]) })
            : prefill.Parts.Add(new Part.Text(answer)),
    };

    /// <summary>Requires the tool call that was already announced to the client, if the target supports a required tool.</summary>
    private static ToolChoice ChooseTool(Conversation conversation, InterruptedResponse interrupted, bool takesForcedTool)
    {
        if (interrupted.Announced is not { } announced || !takesForcedTool) return conversation.ToolChoice;
        var tool = conversation.Tools.FirstOrDefault(tool => tool.Name == announced.Name)
            ?? conversation.Tools.FirstOrDefault(tool => tool.NameInNamespace == announced.Name);
        return tool is null ? conversation.ToolChoice : ToolChoice.Named(tool.Name);
    }
}
