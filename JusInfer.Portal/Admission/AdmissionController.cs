using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Admission.Spend;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Admission;

/// <summary>
/// Decides whether a call may run, in three steps: the request rate and the concurrency, before the body is read; the month's spend, before
/// the call is planned; and the budget and the token rate, when its size and its plan are known.
/// </summary>
internal sealed class AdmissionController(KeyRates rates, MonthToDateSpend spend)
{
    /// <summary>
    /// Takes one request of the key's rate and one of its concurrency slots. In memory. A request that a later step rejects stays counted,
    /// as it was made.
    /// </summary>
    public EntryDecision Enter(KeyHolder holder)
    {
        var (usage, limits) = (rates.Of(holder.Key.Id), holder.Key.Limits);
        var rate = usage.TakeRequest(limits);
        return !rate.Conforms ? new EntryDecision(rate, AdmissionRejections.RequestRate(rate))
            : !usage.TryEnter(limits.Concurrency) ? new EntryDecision(rate, AdmissionRejections.Concurrency(limits.Concurrency ?? 0))
            : new EntryDecision(rate, new ConcurrencySlot(usage));
    }

    /// <summary>
    /// Reads what a capped key and a capped member have spent this month: from memory, and from the store when that may be outdated.
    /// </summary>
    public async ValueTask<MonthSpend> GetSpendAsync(KeyHolder holder, CancellationToken cancellationToken) => new(
        holder.Key.Limits.MonthlyCap is null ? NanoUsd.Zero : await spend.GetForKeyAsync(holder.Key, cancellationToken),
        holder.Member.Cap is null ? NanoUsd.Zero : await spend.GetForMemberAsync(holder.Member, cancellationToken));

    /// <summary>Checks the budgets of a planned call and takes its tokens from the key's token rate.</summary>
    /// <param name="holder">The key and its member.</param>
    /// <param name="slot">The slot that the call has; the hold releases it from here on.</param>
    /// <param name="spent">The month's spend.</param>
    /// <param name="inputTokens">The request's input tokens, estimated.</param>
    /// <param name="worstCase">The most that the plan's most expensive attempt can cost.</param>
    public Result<Hold, AdmissionRejection> Hold(
        KeyHolder holder, ConcurrencySlot slot, MonthSpend spent, long inputTokens, NanoUsd worstCase)
    {
        if (holder.Key.Limits.MonthlyCap is { } keyCap && spent.Key >= keyCap) return AdmissionRejections.KeyCap(keyCap, spent.Key);
        if (holder.Member.Cap is { OnReach: CapAction.Block } cap && spent.Member >= cap.Monthly)
            return AdmissionRejections.MemberCap(cap, spent.Member);
        var usage = rates.Of(holder.Key.Id);
        if (holder.Key.Limits.TokensPerMinute is { } perMinute && usage.TakeTokens(perMinute, inputTokens) is { Conforms: false } tokens)
            return AdmissionRejections.TokenRate(tokens);
        return new Hold(holder, usage, slot, inputTokens, worstCase);
    }

    /// <summary>
    /// Takes one prompt count of the key's rate for them; false if there is none left. A count costs nothing, but providers limit how often
    /// they are asked for one, and no key may use that up for all.
    /// </summary>
    public bool TryTakeTokenCount(KeyHolder holder) => rates.Of(holder.Key.Id).TakeCount(holder.Key.Limits);

    /// <summary>The state of a key's request rate, for responses to requests that do not count.</summary>
    public RateLimitStatus RateOf(KeyHolder holder) => rates.Of(holder.Key.Id).Peek(holder.Key.Limits);
}
