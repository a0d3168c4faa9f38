namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Watches that a client's stream does not fall silent: proxies and clients give up on a line that says nothing. One timer per silence, none per event.
/// </summary>
internal sealed class WarmLine(TimeProvider time)
{
    /// <summary>How long a line may be silent. Proxies cut at 30 to 60 seconds, most clients later.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private long spokeAt = time.GetTimestamp();
    private Task? alarm;

    /// <summary>Something was sent.</summary>
    public void Speak() => spokeAt = time.GetTimestamp();

    /// <summary>Waits for a task, but no longer than the line may be silent. True where it has been silent for too long and the task still runs.</summary>
    public async ValueTask<bool> FallsSilentAsync(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            var left = LongestSilence - time.GetElapsedTime(spokeAt);
            if (left <= TimeSpan.Zero) return true;
            alarm ??= Task.Delay(left, time);
            if (await Task.WhenAny(awaited, alarm) != awaited) alarm = null;
        }

        return false;
    }
}
