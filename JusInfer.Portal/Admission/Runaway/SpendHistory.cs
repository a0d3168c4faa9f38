namespace JusInfer.Portal.Admission.Runaway;

/// <summary>What a key spent in the past.</summary>
/// <param name="MaxHour">The most in any hour.</param>
/// <param name="EarlierDays">The days (UTC) before today on which it spent anything.</param>
internal readonly record struct SpendHistory(NanoUsd MaxHour, int EarlierDays);

/// <summary>Reads what keys spent.</summary>
internal interface ISpendHistoryStore
{
    /// <summary>The spend of a key between two times, which are extended to whole hours; the hour of <paramref name="to"/> is excluded.</summary>
    Task<SpendHistory> ReadAsync(KeyId key, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
