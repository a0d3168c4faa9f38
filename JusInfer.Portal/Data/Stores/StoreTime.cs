using JusInfer.Portal.Data.Model;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Converts times of this process to the clock of the database. What one node removes is missing for all of them, so its own clock must not
/// decide what is old.
/// </summary>
internal static class StoreTime
{
    /// <summary>
    /// Clocks that NTP keeps differ by less. Such a difference is left as it is, so that a row is removed at the exact time of a test or a
    /// setting.
    /// </summary>
    private static readonly TimeSpan MaxDifference = TimeSpan.FromSeconds(2);

    /// <returns>How far the clock of this process is ahead of that of the database.</returns>
    public static async Task<TimeSpan> ReadAheadAsync(this PortalDbContext context, TimeProvider clock, CancellationToken cancellationToken)
    {
        var ahead = clock.GetUtcNow() - await context.ReadTimeAsync(clock, cancellationToken);
        return ahead.Duration() < MaxDifference ? TimeSpan.Zero : ahead;
    }

    /// <param name="context">The database.</param>
    /// <param name="time">A time by the clock of this process.</param>
    /// <param name="clock">The clock of this process.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<DateTimeOffset> ToStoreTimeAsync(
        this PortalDbContext context, DateTimeOffset time, TimeProvider clock, CancellationToken cancellationToken) =>
        time - await context.ReadAheadAsync(clock, cancellationToken);
}
