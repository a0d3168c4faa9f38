namespace JusInfer.Portal.Usage;

/// <summary>
/// A part of a call's cost that this node has not leased of the call's limits. It is charged if the store says that they have room for it.
/// </summary>
/// <param name="amount">The part of the cost.</param>
/// <param name="confirm">Asks the store, and returns what no limit has room for.</param>
internal sealed class Overdraft(NanoUsd amount, Func<Task<NanoUsd>> confirm)
{
    private Task<NanoUsd>? asked;

    public NanoUsd Amount => amount;

    /// <summary>Asks the store once, and again after a failure.</summary>
    /// <returns>What no limit has room for.</returns>
    public Task<NanoUsd> ConfirmAsync() => asked is null or { IsFaulted: true } ? asked = confirm() : asked;

    /// <summary>The record of which a part of the amount is not charged.</summary>
    public static UsageRecord Without(UsageRecord record, NanoUsd part) =>
        record with { Cost = record.Cost - part, Unbilled = record.Unbilled + part };
}
