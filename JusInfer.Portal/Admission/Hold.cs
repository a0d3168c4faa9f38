using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission;

/// <summary>
/// What a call has taken of its key's limits until it is settled: a concurrency slot, tokens of the token rate, and a worst-case cost.
/// </summary>
/// <param name="holder">The key and its member.</param>
/// <param name="usage">The key's rates.</param>
/// <param name="slot">The call's concurrency slot.</param>
/// <param name="inputTokens">The tokens that were taken, estimated.</param>
/// <param name="worstCase">The most that the plan's most expensive attempt can cost.</param>
internal sealed class Hold(KeyHolder holder, KeyRates.KeyRateLimiter usage, ConcurrencySlot slot, long inputTokens, NanoUsd worstCase)
{
    public ConcurrencySlot Slot => slot;

    /// <summary>
    /// The most that the plan's most expensive attempt can cost. Budgets do not reserve it: a call that begins below its cap may end above.
    /// </summary>
    public NanoUsd WorstCase => worstCase;

    /// <summary>
    /// Releases the slot and replaces the estimated tokens by those that were used. Their cost counts when the usage record is closed.
    /// </summary>
    public void Settle(TokenBuckets tokens)
    {
        slot.Release();
        if (holder.Key.Limits.TokensPerMinute is { } perMinute)
            usage.SettleTokens(perMinute, tokens.Input + tokens.Output - Math.Min(inputTokens, perMinute));
    }
}
