using System.Collections.Concurrent;
using System.Net;

namespace JusInfer.Portal.Keys;

/// <summary>
/// Stores when, from where and by which client keys were used last. Calls add a use only when their key was read from the store, which is once a minute
/// while it is in use, and the store is written in batches apart from them. The uses of a few seconds are lost if the process is killed.
/// </summary>
internal sealed partial class KeyUseLog(IKeyStore store, TimeProvider time, ILogger<KeyUseLog> logger) : BackgroundService
{
    /// <summary>The time in which one use of a key is stored, by all nodes together.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan BatchInterval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(KeyId Key, bool Previous), KeyUse> pending = new();

    /// <param name="holder">The key, as the store had it at the time of the use.</param>
    /// <param name="address">The address of the client.</param>
    /// <param name="userAgent">The client's <c>User-Agent</c>.</param>
    public void Add(KeyHolder holder, IPAddress? address, string? userAgent)
    {
        var (now, key) = (time.GetUtcNow(), holder.Key);
        if (now - (holder.HasPreviousSecret ? key.Previous?.LastUsedAt : key.LastUse?.At) < Resolution) return;
        pending[(key.Id, holder.HasPreviousSecret)] = KeyUse.Create(now, address, userAgent);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StoreAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BatchInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await StoreAsync();
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task StoreAsync()
    {
        var uses = new Dictionary<(KeyId Key, bool Previous), KeyUse>();
        foreach (var (key, _) in pending)
        {
            if (pending.TryRemove(key, out var use)) uses.Add(key, use);
        }

        if (uses.Count == 0) return;
        try
        {
            await store.AddUsesAsync(uses, CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogStoreFailed(uses.Count, fault);
        }
    }

    [LoggerMessage(LogEvents.KeyUseNotStored, LogLevel.Warning, "The last use of {Count} keys could not be stored. Their next use is.")]
    private partial void LogStoreFailed(int count, Exception fault);
}
