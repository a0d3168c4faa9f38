namespace JusInfer.Portal.Admission.Runaway;

/// <summary>What a key spent in the past.</summary>
/// <param name="MaxHour">The most in any hour.</param>
/// <param name="EarlierDays">The days (UTC) before today on which it spent anything.</param>
internal readonly record struct SpendHistory(NanoUsd MaxHour, int EarlierDays);

/// <summary>What the calls of a team cost.</summary>
/// <param name="Cost">What is charged to the team.</param>
/// <param name="Unbilled">What is not, of the calls whose tokens their providers have reported and that did not fail.</param>
internal readonly record struct TeamCosts(NanoUsd Cost, NanoUsd Unbilled);

/// <summary>Reads what keys and teams spent.</summary>
internal interface ISpendHistoryStore
{
    /// <summary>The spend of a key between two times, which are extended to whole hours; the hour of <paramref name="to"/> is excluded.</summary>
    Task<SpendHistory> ReadAsync(KeyId key, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>What the stored calls of a team cost that began at a time or later, except simulated ones.</summary>
    Task<TeamCosts> SumAsync(TeamId team, DateTimeOffset from, CancellationToken cancellationToken);
}
