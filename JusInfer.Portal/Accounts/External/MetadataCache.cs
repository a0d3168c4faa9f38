namespace JusInfer.Portal.Accounts.External;

/// <summary>
/// The metadata of one provider, which is read again every hour and when no key fits the signature of a token: providers replace their
/// keys. While the provider cannot be reached, the last metadata is used for a day.
/// </summary>
internal sealed class MetadataCache(ProviderClient client, string authority, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    /// <summary>How often wrong signatures cause a request.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Reading? reading;
    private long? refreshedAt;

    public async Task<Result<ProviderMetadata, ProviderFault>> GetAsync(CancellationToken cancellationToken)
    {
        if (FindNewer(Lifetime) is { } known) return known;
        await gate.WaitAsync(cancellationToken);
        try
        {
            return FindNewer(Lifetime) is { } read ? read : await ReadAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The metadata with the keys as they are now.</summary>
    public async Task<Result<ProviderMetadata, ProviderFault>> RefreshAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (refreshedAt is { } last && time.GetElapsedTime(last) < MinInterval && FindNewer(Lifetime) is { } known) return known;
            refreshedAt = time.GetTimestamp();
            return await ReadAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<Result<ProviderMetadata, ProviderFault>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!(await ProviderMetadata.ReadAsync(client, authority, cancellationToken)).TryGet(out var read, out var fault))
            return FindNewer(MaxAge) is { } last ? last : fault;
        reading = new Reading(read, time.GetTimestamp());
        return read;
    }

    private ProviderMetadata? FindNewer(TimeSpan age) => reading is { } last && time.GetElapsedTime(last.At) < age ? last.Metadata : null;

    private sealed record Reading(ProviderMetadata Metadata, long At);
}
