using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>
/// The keys that sign access tokens. The newest signs for <see cref="Rotation"/>; then another takes its place, and it validates until the
/// last token it signed has expired. Every node of a store has the same ones.
/// </summary>
internal sealed partial class SigningKeyRing(
    ISigningKeyStore store,
    IDataProtectionProvider protection,
    TimeProvider time,
    ILogger<SigningKeyRing> logger)
    : IDisposable
{
    public static readonly TimeSpan Rotation = TimeSpan.FromDays(30);

    // An hour more than the longest token's life, for nodes whose clocks disagree.
    private static readonly TimeSpan Retirement = Rotation + AccessTokens.Lifetime + TimeSpan.FromHours(1);
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(5);

    // Stores keep times less finely than clocks tell them: the key that has just stopped signing must not count as added since.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    // How often tokens with unknown key ids may make this node look into the store.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Accounts.SigningKeys");
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Reading reading = new([], DateTimeOffset.MinValue);

    /// <summary>The key to sign with.</summary>
    public async Task<ECDsaSecurityKey> CurrentAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - reading.At < Freshness && reading.SignerAt(now) is { } known) return known.Key;

        await gate.WaitAsync(cancellationToken);
        try
        {
            var read = await ReadAsync(now, cancellationToken);
            if (read.SignerAt(now) is null) read = await RotateAsync(now, cancellationToken);
            reading = read;
            return read.SignerAt(now)?.Key ?? throw new InvalidOperationException("The key that was just stored is not to be found.");
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The key with this id; null where there is none, or it has retired.</summary>
    public async Task<ECDsaSecurityKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = reading.Find(id);
        if (now - reading.At < (known is null ? Patience : Freshness)) return known?.Key;

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (reading.At < now) reading = await ReadAsync(now, cancellationToken);
            return reading.Find(id)?.Key;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<Reading> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = await store.ListAsync(cancellationToken);
        var live = stored.Where(key => now - key.CreatedAt < Retirement).OrderByDescending(static key => key.CreatedAt);
        return new Reading([.. live.Select(key => reading.Find(key.Id) ?? Open(key)).OfType<OpenKey>()], now);
    }

    private async Task<Reading> RotateAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = new SigningKey(Guid.CreateVersion7(now).ToString("N"), protector.Protect(fresh.ExportPkcs8PrivateKey()), now);

        // A key that this node cannot open does not stand in the way of one that it can.
        var unreadable = (await store.ListAsync(cancellationToken)).Any(
            stored => now - stored.CreatedAt < Rotation && Open(stored) is null);
        await store.AddAsync(key, unreadable ? now : now - Rotation + Rounding, cancellationToken);
        await store.RemoveOlderThanAsync(now - Retirement, cancellationToken);
        LogMade(key.Id);
        return await ReadAsync(now, cancellationToken);
    }

    private OpenKey? Open(SigningKey stored)
    {
        try
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(protector.Unprotect(stored.Pkcs8), out _);
            return new OpenKey(new ECDsaSecurityKey(key) { KeyId = stored.Id }, stored.CreatedAt);
        }
        catch (CryptographicException fault)
        {
            LogUnreadable(fault, stored.Id);
            return null;
        }
    }

    private sealed record OpenKey(ECDsaSecurityKey Key, DateTimeOffset CreatedAt);

    private sealed record Reading(ImmutableArray<OpenKey> Keys, DateTimeOffset At)
    {
        public OpenKey? SignerAt(DateTimeOffset now) => Keys.FirstOrDefault(key => now - key.CreatedAt < Rotation);

        public OpenKey? Find(string id) => Keys.FirstOrDefault(key => key.Key.KeyId == id);
    }

    [LoggerMessage(LogEvents.SigningKeyMade, LogLevel.Information, "Made signing key {KeyId} for access tokens")]
    private partial void LogMade(string keyId);

    [LoggerMessage(
        LogEvents.SigningKeyUnreadable,
        LogLevel.Warning,
        "Signing key {KeyId} cannot be opened: the Data Protection keys it was stored under are not here. Its tokens are refused, people "
        + "sign in again")]
    private partial void LogUnreadable(Exception fault, string keyId);
}
