namespace JusInfer.Portal.Primitives;

/// <summary>
/// The time by which data is old enough to be removed. It does not follow a jump of the clock for a day, in which people can correct a
/// wrong clock: by one that is ahead, everything looks old.
/// </summary>
internal interface IRemovalClock
{
    /// <returns>The time, by the clock of this process.</returns>
    Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken);

    /// <returns>The time, by the clock of the store.</returns>
    Task<DateTimeOffset> ReadStoreTimeAsync(CancellationToken cancellationToken);
}
