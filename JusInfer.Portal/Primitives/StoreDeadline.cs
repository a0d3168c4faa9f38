namespace JusInfer.Portal.Primitives;

/// <summary>
/// Bounds how long a call waits for the store before a provider is asked, all its waits together. A store that hangs would otherwise keep
/// each call for as long as its driver waits for a connection and an answer, 45 seconds, and once more for each call before it. Nearly
/// every call finds what it needs in memory, and does not wait. The default value bounds nothing.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="startedAt">When the call began: a timestamp of the clock.</param>
/// <param name="waitedElsewhere">How long it has waited for its client and other calls; negative for what it has waited for the store
/// before it began.</param>
internal readonly struct StoreDeadline(TimeProvider time, long startedAt, TimeSpan waitedElsewhere = default)
{
    /// <summary>Longer than a failover of PostgreSQL that clients do not notice, shorter than most clients wait.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly TimeProvider? time = time;

    /// <summary>The same call, which has waited for something else than the store.</summary>
    public StoreDeadline After(TimeSpan waited) => time is null ? this : new StoreDeadline(time, startedAt, waitedElsewhere + waited);

    /// <summary>Waits for what the store may have to be asked for.</summary>
    /// <exception cref="StoreTimeoutException">The time is over. What was begun continues in the background.</exception>
    public ValueTask<T> WaitAsync<T>(ValueTask<T> answer) =>
        answer.IsCompleted || time is null ? answer : new(BoundAsync(answer.AsTask(), Left, time));

    /// <summary>The time that is left for the store; never negative.</summary>
    public TimeSpan Left => MaxWait + waitedElsewhere - time!.GetElapsedTime(startedAt) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    public bool IsBounded => time is not null;

    /// <summary>Waits for one answer of the store that memory never has.</summary>
    /// <exception cref="StoreTimeoutException">It took longer than <see cref="MaxWait"/>. The query continues in the
    /// background.</exception>
    public static Task<T> WaitAsync<T>(Task<T> answer) => BoundAsync(answer, MaxWait, TimeProvider.System);

    private static async Task<T> BoundAsync<T>(Task<T> answer, TimeSpan left, TimeProvider time)
    {
        try
        {
            return await answer.WaitAsync(left, time);
        }
        catch (TimeoutException)
        {
            throw new StoreTimeoutException();
        }
    }
}
