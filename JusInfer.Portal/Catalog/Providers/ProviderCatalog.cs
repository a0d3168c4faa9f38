using System.Collections.Immutable;
using System.Threading.Channels;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>
/// Keeps the catalog of this node in line with what operators have set up: reads it at the start and after each change on any node. Calls take
/// credentials from the catalog in memory and never from the store.
/// </summary>
internal sealed partial class ProviderCatalog(
    IProviderStore store, ProviderSecrets secrets, CatalogSource catalog, LocalModels models, Signal<ProvidersChanged> changes, TimeProvider time,
    ILogger<ProviderCatalog> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>A credential cannot be decrypted either because its key is missing or because the keys cannot be read at the moment.</summary>
    private static readonly TimeSpan UnreadableRetryInterval = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile StoredProviders stored = StoredProviders.None;
    private volatile ImmutableDictionary<string, OpenCredential> opened = ImmutableDictionary<string, OpenCredential>.Empty;
    private volatile ImmutableHashSet<string> unreadable = [];
    private IDisposable? subscription;
    private ITimer? retry;

    /// <summary>What this node has read last.</summary>
    public StoredProviders Stored => stored;

    /// <summary>The providers whose stored credential cannot be decrypted, because its Data Protection key is missing or cannot be read.</summary>
    public ImmutableHashSet<string> Unreadable => unreadable;

    /// <summary>When the credential was set that this node uses; null if it uses none of the portal.</summary>
    public DateTimeOffset? SetAtOf(string provider) => opened.GetValueOrDefault(provider)?.Stored.SetAt;

    /// <summary>Reads what is stored, before the first call is accepted.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = changes.Subscribe(_ => wakes.Writer.TryWrite(true));
        await RefreshAsync(cancellationToken);
        retry = time.CreateTimer(RetryUnreadable, null, UnreadableRetryInterval, UnreadableRetryInterval);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Reads what is stored and replaces the catalog.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            Apply(await store.ReadAsync(cancellationToken));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Replaces the catalog without reading the store, after <see cref="CatalogSource.File"/> has changed.</summary>
    public async Task ReapplyAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            Apply(stored);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>As <see cref="RefreshAsync"/>, after a change that is stored already. If the store cannot be read now, this node follows as soon as it can.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRead(fault);
            wakes.Writer.TryWrite(true);
        }
    }

    public override void Dispose()
    {
        subscription?.Dispose();
        retry?.Dispose();
        gate.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in wakes.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotRead(fault);
                await Task.Delay(RetryDelay, time, stoppingToken);
                wakes.Writer.TryWrite(true);
            }
        }
    }

    private void RetryUnreadable(object? state)
    {
        if (!unreadable.IsEmpty) wakes.Writer.TryWrite(true);
    }

    private void Apply(StoredProviders read)
    {
        var readable = ImmutableDictionary.CreateBuilder<string, OpenCredential>(StringComparer.Ordinal);
        var missing = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var credential in read.Credentials)
        {
            if (Open(credential) is { } secret) readable[credential.Provider] = new OpenCredential(credential, secret);
            else missing.Add(credential.Provider);
        }

        foreach (var provider in missing.Except(unreadable)) LogUnreadable(provider);
        var credentials = readable.ToDictionary(static each => each.Key, static each => each.Value.Secret, StringComparer.Ordinal);
        var off = read.Disabled.Select(static provider => provider.Provider).ToHashSet(StringComparer.Ordinal);
        var next = read.Models.ApplyTo(models.AddTo(catalog.File, read.Servers)).WithCredentials(credentials).Without(off);

        // Only what was connected can be turned off: an installation whose last provider is off does not return to demo mode.
        catalog.Replace(next, read.WasConnected || off.Count > 0);

        // After the catalog: a test that reads them in the other order never takes an earlier credential for this one.
        (stored, opened, unreadable) = (read, readable.ToImmutable(), missing.ToImmutable());
    }

    /// <summary>One that is in use is not decrypted again, so that keys that cannot be read at the moment do not take it away.</summary>
    private Secret? Open(ProviderCredential credential) =>
        opened.GetValueOrDefault(credential.Provider) is { } known && known.Stored.Encrypted.AsSpan().SequenceEqual(credential.Encrypted)
            ? known.Secret
            : secrets.Open(credential);

    [LoggerMessage(
        LogEvents.ProviderCredentialUnreadable,
        LogLevel.Error,
        "The stored credential of {Provider} cannot be decrypted, because its Data Protection key is missing or cannot be read. Trying again every minute; set it again on the page Providers if this lasts")]
    private partial void LogUnreadable(string provider);

    [LoggerMessage(LogEvents.ProvidersNotRead, LogLevel.Error, "The stored credentials of providers could not be read; the ones in memory stay in use. Trying again")]
    private partial void LogNotRead(Exception fault);

    private sealed record OpenCredential(ProviderCredential Stored, Secret Secret);
}
