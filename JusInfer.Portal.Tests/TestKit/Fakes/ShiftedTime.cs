namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>
/// The clock of a machine that is wrong. A test can set it while it runs, as a person or NTP does; its timers do not notice.
/// </summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long ticks;

    public TimeSpan By
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref ticks));
        set => Interlocked.Exchange(ref ticks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}
