using System.Threading.Channels;

namespace JusInfer.Portal.Keys;

/// <summary>
/// Revokes keys that were reported as leaked. A report is carried out after its response, so that neither the time nor the text of the response says
/// whether the key exists.
/// </summary>
internal sealed partial class KeyReports(IKeyStore store, TimeProvider time, ILogger<KeyReports> logger) : BackgroundService
{
    private const int MaxPending = 1000;
    private const int MaxKeysPerReport = 5;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(30);

    private readonly Channel<KeyHash> pending = Channel.CreateBounded<KeyHash>(new BoundedChannelOptions(MaxPending) { SingleReader = true });

    /// <summary>
    /// Accepts a report: the first five keys in the text, which may be the line in which one was found (cds-snc/notification-api#1973).
    /// </summary>
    public async ValueTask AddAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var hash in FindKeys(text)) await pending.Writer.WriteAsync(hash, cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (pending.Reader.TryRead(out var hash)) await TryRevokeAsync(hash);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await pending.Reader.WaitToReadAsync(stoppingToken))
            {
                while (!stoppingToken.IsCancellationRequested && pending.Reader.TryRead(out var hash)) await RevokeAsync(hash, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private static HashSet<KeyHash> FindKeys(string text)
    {
        var found = new HashSet<KeyHash>();
        for (var at = 0; found.Count < MaxKeysPerReport && (at = text.IndexOf(KeyFormat.Prefix, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var key = text.AsSpan(at, Math.Min(KeyFormat.Length, text.Length - at));
            if (KeyFormat.IsWellFormed(key)) found.Add(KeyHash.From(key));
        }

        return found;
    }

    /// <summary>Revokes a key, and tries again if the store cannot be used.</summary>
    private async Task RevokeAsync(KeyHash hash, CancellationToken stoppingToken)
    {
        for (var delay = RetryDelay; !await TryRevokeAsync(hash) && !stoppingToken.IsCancellationRequested; delay = delay * 2 < MaxRetryDelay ? delay * 2 : MaxRetryDelay)
        {
            try
            {
                await Task.Delay(delay, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // The process stops, and tries once more.
            }
        }
    }

    private async Task<bool> TryRevokeAsync(KeyHash hash)
    {
        try
        {
            while (await store.FindAsync(hash, CancellationToken.None) is { } holder)
            {
                var (key, now) = (holder.Key, time.GetUtcNow());
                if (key.RevokedAt is not null) return true; // An expired key could be extended.

                // The secret has ended for good, and another has taken its place.
                if (holder.HasPreviousSecret && key.Previous?.EndsAt <= now) return true;
                var revoked = key with { RevokedAt = now, ReportedAt = now, Version = key.Version + 1 };
                if (await store.UpdateAsync(revoked, CancellationToken.None)) return true;
            }

            return true;
        }
        catch (Exception fault)
        {
            LogReportFailed(fault);
            return false;
        }
    }

    [LoggerMessage(LogEvents.KeyReportFailed, LogLevel.Error, "A key that was reported as leaked could not be looked up and revoked.")]
    private partial void LogReportFailed(Exception fault);
}
