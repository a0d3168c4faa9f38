using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Admission.Spend;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Admission;

/// <summary>
/// Decides whether a call may go on: rates first, then money. Tokens are given back when a later limit refuses, and settled when the call
/// ends; a refused request stays counted, since it was made. In memory, no I/O but the looks at a capped member's month.
/// </summary>
internal sealed class AdmissionController(KeyRates rates, SpendOfMonth spend)
{
    /// <param name="holder">Who calls.</param>
    /// <param name="estimatedTokens">The request's input tokens, estimated.</param>
    /// <param name="cancellationToken">The caller's patience.</param>
    public async ValueTask<AdmissionDecision> AdmitAsync(KeyHolder holder, long estimatedTokens, CancellationToken cancellationToken)
    {
        var limits = holder.Key.Limits;
        var meter = rates.Of(holder.Key.Id);
        var rate = meter.TakeRequest(limits);
        if (!rate.Conforms)
            return new AdmissionDecision(rate, null, AdmissionRejections.RequestRate(rate));

        if (limits.TokensPerMinute is { } tokensPerMinute
            && meter.TakeTokens(tokensPerMinute, estimatedTokens) is { Conforms: false } tokens)
            return new AdmissionDecision(rate, null, AdmissionRejections.TokenRate(tokens));

        var economy = false;
        if (limits.MonthlyCap is { } keyCap && await spend.OfKeyAsync(holder.Key, cancellationToken) is var ofKey && ofKey >= keyCap)
            return Refused(AdmissionRejections.KeyCap(keyCap, ofKey));

        if (holder.Member.Cap is { } cap && await spend.OfMemberAsync(holder.Member, cancellationToken) is var ofMember
            && ofMember >= cap.Monthly)
        {
            if (cap.OnReach == OnReach.Block) return Refused(AdmissionRejections.MemberCap(cap, ofMember));
            economy = true;
        }

        if (!meter.TryEnter(limits.Concurrency))
            return Refused(AdmissionRejections.Concurrency(limits.Concurrency ?? 0));

        return new AdmissionDecision(rate, new Hold(holder, meter, estimatedTokens, economy), null);

        AdmissionDecision Refused(AdmissionRejection refusal)
        {
            if (limits.TokensPerMinute is { } taken) meter.SettleTokens(taken, -Math.Min(estimatedTokens, taken));
            return new AdmissionDecision(rate, null, refusal);
        }
    }

    /// <summary>
    /// Whether a provider may be asked how long a prompt is. That is no call and costs nothing, but no key is to spend what all have of a
    /// provider's patience.
    /// </summary>
    public bool MayCount(KeyHolder holder) => rates.Of(holder.Key.Id).TakeCount(holder.Key.Limits);

    /// <summary>Where a key stands against its request rate, for answers to calls that were not weighed.</summary>
    public RateLimitStatus StandingOf(KeyHolder holder) => rates.Of(holder.Key.Id).Peek(holder.Key.Limits);
}
