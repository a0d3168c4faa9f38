using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing;

/// <summary>A call of a session that is to be routed.</summary>
/// <param name="Prompt">The outline of its prompt.</param>
/// <param name="Session">The session before the call; null if it is unknown, as at its first call.</param>
/// <param name="At">The time of the call.</param>
internal sealed record RoutedCall(PromptOutline Prompt, PromptSession? Session, DateTimeOffset At)
{
    /// <summary>A number that all calls of a run have in common, by which runs are sampled.</summary>
    public ulong Sample { get; init; }

    /// <summary>How often, over all conversations of the run, the baseline has repeated a discarded answer or taken over because of one.</summary>
    public int RunEscalations { get; init; }

    /// <summary>The results of the team's own tasks; empty if there are none, or if they can decide nothing here.</summary>
    public ImmutableArray<ModelPrior> FeedbackPriors { get; init; } = [];

    /// <summary>Roughly what a token takes. The dialects estimate prompts with the same number.</summary>
    private const int BytesPerToken = 4;

    /// <summary>
    /// The call with an estimate of its prompt. A prompt that extends the last one is estimated from the tokens that the provider counted for that.
    /// </summary>
    /// <param name="session">The session before the call.</param>
    /// <param name="inputTokens">The estimate from the size of the request.</param>
    public UpcomingCall Upcoming(PromptSession session, long inputTokens)
    {
        var stable = session.StableTokens(Prompt.Prefix);
        var prompt = stable > 0 && stable == session.LastPromptTokens
            ? session.LastPromptTokens + ((Prompt.Prefix.Bytes - session.Prefix.Bytes) / BytesPerToken)
            : inputTokens;
        return new UpcomingCall(At, prompt, Math.Min(stable, prompt), session.Forecast.OutputBound);
    }
}
