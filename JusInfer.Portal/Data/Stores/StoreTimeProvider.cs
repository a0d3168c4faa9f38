using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// The time of a database that several nodes share: the clock of this machine, unless it differs from the database's by two seconds or
/// more. What nodes decide by a stored time (the window of a budget, the end of a session, a lease or a key, the next attempt of a webhook),
/// they decide alike. A clock of a machine that is wrong, or is set while the process runs, changes none of it. After a machine was
/// suspended, its monotonic clock is behind, and with it this time, until the next comparison.
/// </summary>
internal sealed class StoreTimeProvider([MachineTime] TimeProvider machine) : TimeProvider
{
    /// <summary>
    /// Clocks that NTP keeps differ by less, and an answer of the database that takes longer says too little about its clock.
    /// </summary>
    private static readonly TimeSpan MaxDifference = TimeSpan.FromSeconds(2);

    private Reading? last;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        var now = machine.GetUtcNow();
        if (Volatile.Read(ref last) is not { } reading) return now;
        var expected = TimeSince(reading);
        return (now - expected).Duration() < MaxDifference ? now : expected;
    }

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Reads the clock of the database. Nodes do so before their first call, and then every ten seconds.</summary>
    /// <returns>The time of the database, and how far the clock of this machine is ahead of it.</returns>
    public async Task<(DateTimeOffset Now, TimeSpan Ahead)> CompareAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var askedAt = machine.GetTimestamp();
        var now = await context.ReadTimeAsync(machine, cancellationToken);
        var (answeredAt, machineNow) = (machine.GetTimestamp(), machine.GetUtcNow());
        var duration = machine.GetElapsedTime(askedAt, answeredAt);

        // Half of the round trip is part of the difference otherwise.
        var reading = new Reading(now + (duration / 2), answeredAt);
        if (duration < MaxDifference) Volatile.Write(ref last, reading);
        return (now, machineNow - reading.At);
    }

    private DateTimeOffset TimeSince(Reading reading) => reading.At + machine.GetElapsedTime(reading.Timestamp);

    private sealed record Reading(DateTimeOffset At, long Timestamp);
}
