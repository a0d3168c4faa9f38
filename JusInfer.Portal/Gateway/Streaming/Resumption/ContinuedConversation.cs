using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>A conversation whose last answer broke off, as the next model is asked to go on with it.</summary>
internal static class ContinuedConversation
{
    /// <summary>
    /// A continuation for which more would have to change in the body than its end and its bound: it is written anew though the target
    /// speaks the caller's own dialect.
    /// </summary>
    public static bool NeedsRewriting(Call call) => call.Interrupted is { } unfinished
        && (unfinished.Announced is not null
            || (unfinished.HasText && (call.Context.Request.WantsJson || call.Context.Request.Features.LastTurn == LastTurn.Assistant)));

    /// <param name="conversation">As the caller sent it.</param>
    /// <param name="call">Whose answer broke off.</param>
    /// <param name="dialect">The dialect of the call's present target.</param>
    public static Conversation Of(Conversation conversation, Call call, IUpstreamDialect dialect)
    {
        if (call.Interrupted is not { } unfinished) return conversation;
        var plan = ContinuationPlan.Of(unfinished, dialect.ContinuationMode(call), conversation.Format);
        return conversation with
        {
            Turns = TurnsOf(conversation.Turns, plan),
            GoesOn = plan.Said is null ? Continuation.Anchor : plan.Mode,
            MaxOutputTokens = conversation.MaxOutputTokens is { } asked ? plan.BoundOf(asked) : null,

            // A format that is held to can only begin a new document.
            Format = plan.Said is null ? conversation.Format : OutputFormat.Text,
            ToolChoice = ChoiceOf(conversation, unfinished, dialect.TakesForcedTool(call)),
        };
    }

    private static ImmutableArray<Turn> TurnsOf(ImmutableArray<Turn> turns, ContinuationPlan plan)
    {
        if (plan.Said is not { } said) return turns;
        var path = turns[^1].Path;
        turns = turns[^1].Role == Role.Assistant
            ? turns.SetItem(turns.Length - 1, Joined(turns[^1], said))
            : turns.Add(new Turn(Role.Assistant, [new Part.Text(said)], path));
        return plan.Asked is { } asked ? turns.Add(new Turn(Role.User, [new Part.Text(asked)], path)) : turns;
    }

    /// <summary>
    /// The caller had begun the answer itself: what was said goes on with its text, in the same part, since dialects put a line between
    /// two.
    /// </summary>
    private static Turn Joined(Turn begun, JsonText said) => begun with
    {
        Parts = begun.Parts.LastOrDefault() is Part.Text last
            ? begun.Parts.SetItem(
                begun.Parts.Length - 1, last with { Value = JsonText.OfEscaped([.. last.Value.Escaped, .. said.Escaped]) })
            : begun.Parts.Add(new Part.Text(said)),
    };

    /// <summary>The call that the client knows of is made first.</summary>
    private static ToolChoice ChoiceOf(Conversation conversation, InterruptedAnswer unfinished, bool takesForced)
    {
        if (unfinished.Announced is not { } told || !takesForced) return conversation.ToolChoice;
        var tool = conversation.Tools.FirstOrDefault(tool => tool.Name == told.Name)
            ?? conversation.Tools.FirstOrDefault(tool => tool.NameInNamespace == told.Name);
        return tool is null ? conversation.ToolChoice : ToolChoice.Named(tool.Name);
    }
}
