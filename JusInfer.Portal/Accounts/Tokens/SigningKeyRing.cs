using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>
/// The keys that sign access tokens. A key signs for <see cref="Rotation"/> and is then replaced; it validates until the last token that it
/// signed has expired. All nodes that share the store have the same keys.
/// </summary>
internal sealed partial class SigningKeyRing(
    ISigningKeyStore store,
    IDataProtectionProvider protection,
    TimeProvider time,
    ILogger<SigningKeyRing> logger)
    : IDisposable
{
    public static readonly TimeSpan Rotation = TimeSpan.FromDays(30);

    // An hour beyond the lifetime of the last token, for nodes whose clocks differ.
    private static readonly TimeSpan ValidationPeriod = Rotation + AccessTokens.Lifetime + TimeSpan.FromHours(1);
    private static readonly TimeSpan CacheDuration = TimeSpan.FromMinutes(5);

    // Stores round times. The key that has just stopped signing must not count as added since.
    private static readonly TimeSpan StorePrecision = TimeSpan.FromMilliseconds(1);

    // How often tokens with unknown key ids may cause a read of the store.
    private static readonly TimeSpan UnknownKeyInterval = TimeSpan.FromSeconds(5);

    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Accounts.SigningKeys");
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Reading reading = new([], DateTimeOffset.MinValue);

    /// <summary>The key that signs now; created if there is none.</summary>
    public async Task<ECDsaSecurityKey> CurrentAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - reading.At < CacheDuration && reading.SignerAt(now) is { } known) return known.Key;

        await gate.WaitAsync(cancellationToken);
        try
        {
            var read = await ReadAsync(now, cancellationToken);
            if (read.SignerAt(now) is null) read = await RotateAsync(now, cancellationToken);
            reading = read;
            return read.SignerAt(now)?.Key ?? throw new InvalidOperationException("The key that was just stored cannot be found.");
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The key with this id; null if there is none, or it has expired.</summary>
    public async Task<ECDsaSecurityKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var known = reading.Find(id);
        if (now - reading.At < (known is null ? UnknownKeyInterval : CacheDuration)) return known?.Key;

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

    /// <summary>Creates another key, which signs from now on; other nodes sign with it within minutes. Tokens of earlier keys stay valid.</summary>
    /// <returns>The id of the new key.</returns>
    public async Task<string> ReplaceAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var key = NewKey(now);
            await store.AddAsync(key, unlessSince: now, cancellationToken);
            LogCreated(key.Id);
            reading = await ReadAsync(now, cancellationToken);
            return key.Id;
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
        var live = stored.Where(key => now - key.CreatedAt < ValidationPeriod).OrderByDescending(static key => key.CreatedAt);
        return new Reading([.. live.Select(key => reading.Find(key.Id) ?? Open(key)).OfType<OpenKey>()], now);
    }

    private async Task<Reading> RotateAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = NewKey(now);

        // A key that this node cannot decrypt does not prevent a new one.
        var unreadable = (await store.ListAsync(cancellationToken)).Any(
            stored => now - stored.CreatedAt < Rotation && Open(stored) is null);
        await store.AddAsync(key, unreadable ? now : now - Rotation + StorePrecision, cancellationToken);
        await store.RemoveOlderThanAsync(now - ValidationPeriod, cancellationToken);
        LogCreated(key.Id);
        return await ReadAsync(now, cancellationToken);
    }

    private SigningKey NewKey(DateTimeOffset now)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey(Guid.CreateVersion7(now).ToString("N"), protector.Protect(fresh.ExportPkcs8PrivateKey()), now);
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
        /// <summary>A key that a clock which was ahead has dated would sign for as much longer.</summary>
        public OpenKey? SignerAt(DateTimeOffset now) =>
            Keys.FirstOrDefault(key => PlausibleTime.IsWithin(key.CreatedAt + Rotation, Rotation, now));

        public OpenKey? Find(string id) => Keys.FirstOrDefault(key => key.Key.KeyId == id);
    }

    [LoggerMessage(LogEvents.SigningKeyCreated, LogLevel.Information, "Created signing key {KeyId} for access tokens")]
    private partial void LogCreated(string keyId);

    [LoggerMessage(
        LogEvents.SigningKeyUnreadable,
        LogLevel.Warning,
        "Signing key {KeyId} cannot be decrypted, because its Data Protection key is missing. Its tokens are rejected and people have to sign "
        + "in again")]
    private partial void LogUnreadable(Exception fault, string keyId);
}
