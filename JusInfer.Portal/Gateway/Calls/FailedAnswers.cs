using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// What a provider bills for answers of failed attempts, which the client did not receive. Those that fail by a failure drill are charged:
/// a client can cause as many as it likes. What a provider reports for any other is borne by the operator, and its sum can pause the team.
/// </summary>
internal sealed class FailedAnswers
{
    public NanoUsd Charged { get; private set; }

    public NanoUsd Borne { get; private set; }

    /// <summary>Adds the current attempt, of which the client has received nothing.</summary>
    public void Add(Call call, AttemptFailure failure)
    {
        if (call.Attempt.FailedAnswer is not null)
        {
            AddInjected(call, billed: default);
            if (call.Interrupted is null) call.Attempt.DiscardAnswer();
        }
        else if (call.Interrupted is null && call.Meter.Reported is not null && !IsBilled(call, failure))
        {
            Borne += CallCost.OfFailed(call, call.Meter, billed: default);
        }
    }

    /// <summary>
    /// Adds the current attempt, which interrupted the answer. What the client has received of it is billed with the rest of the answer.
    /// </summary>
    public void AddInterrupted(Call call)
    {
        if (call.Attempt.FailedAnswer is not null) AddInjected(call, new TokenBuckets { OutputText = call.Meter.DeliveredTokens });
    }

    /// <summary>
    /// The cost so far of what a drill asked for, with the answer that it has broken off last.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="billed">The tokens that are billed as the call's answer.</param>
    public NanoUsd ChargedWith(Call call, TokenBuckets billed) =>
        call.LastAttempt?.FailedAnswer is { } last ? Charged + CallCost.OfFailed(call, last, billed) : Charged;

    private void AddInjected(Call call, TokenBuckets billed)
    {
        Charged = ChargedWith(call, billed);
        call.Attempt.FailedAnswer = null;
    }

    /// <summary>The answer is billed although it is not delivered, or is the client's to end.</summary>
    private static bool IsBilled(Call call, AttemptFailure failure) =>
        call.Attempt.Correction is not null
        || failure.Kind is FailureKind.InvalidAnswer or FailureKind.UnusableAnswer or FailureKind.Canceled;
}
