using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission;

/// <summary>What a call has taken of its limits until it is settled: a concurrency slot, tokens of the token rates, and money.</summary>
/// <param name="holder">The key and its member.</param>
/// <param name="slot">The call's concurrency slot.</param>
/// <param name="inputTokens">The tokens that were taken, estimated.</param>
/// <param name="money">The money that is held.</param>
/// <param name="history">Receives the size of the answer.</param>
internal sealed class Hold(KeyHolder holder, ConcurrencySlot slot, long inputTokens, MoneyHold money, OutputHistory history)
{
    public ConcurrencySlot Slot => slot;

    public MoneyHold Money => money;

    /// <summary>
    /// Releases the slot, and the money of a call that is not recorded, and replaces the estimated tokens by those that were used.
    /// </summary>
    /// <param name="tokens">The tokens used.</param>
    /// <param name="model">The catalog id of the model that answered; null if none did.</param>
    public void Settle(TokenBuckets tokens, string? model)
    {
        // Before the slot is free: the call that takes it meets the token rate as this one leaves it.
        slot.Rates.Settle(LimitKind.TokensPerMinute, used: tokens.Input + tokens.Output, taken: inputTokens);
        slot.Release();
        money.Release();
        if (model is not null) history.Add(holder.Key.Id, model, tokens.Output);
    }
}
