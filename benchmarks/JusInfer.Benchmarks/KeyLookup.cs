using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Benchmarks;

/// <summary>From the text of a key to its holder, as in every call: format and checksum, SHA-256, cache lookup.</summary>
public class KeyLookup : IDisposable
{
    private readonly string key = KeyFormat.Generate().Reveal();
    private ApiKeyCache cache = null!;
    private KeyHash hash;

    [GlobalSetup]
    public async Task SetUp()
    {
        hash = KeyHash.From(key);
        cache = new ApiKeyCache(new OneKey(hash), new Signal<AccessChanged>(), TimeProvider.System);
        _ = await cache.FindAsync(hash, CancellationToken.None);
    }

    [Benchmark]
    public bool FormatAndChecksum() => KeyFormat.IsWellFormed(key);

    [Benchmark]
    public bool Hash() => KeyHash.From(key) == hash;

    [Benchmark]
    public async ValueTask<bool> Cache() => await cache.FindAsync(hash, CancellationToken.None) is not null;

    [Benchmark]
    public async ValueTask<bool> Whole() => KeyFormat.IsWellFormed(key) && await cache.FindAsync(KeyHash.From(key), CancellationToken.None) is not null;

    [GlobalCleanup]
    public void Dispose()
    {
        cache.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static KeyHolder HolderOf(DateTimeOffset at)
    {
        var member = new Member { Id = MemberId.New(at), TeamId = TeamId.New(at), UserId = UserId.New(at), Email = "bench@example.com", Role = Role.Member, JoinedAt = at };
        return new KeyHolder(
            new ApiKey { Id = KeyId.New(at), TeamId = member.TeamId, MemberId = member.Id, Name = "bench", Display = "jinf_be…nch", Terms = new KeyTerms { RequestsPerMinute = 600 }, CreatedAt = at },
            member);
    }

    /// <summary>A store with one key, which is read once; the cache has the later results.</summary>
    private sealed class OneKey(KeyHash hash) : IKeyStore
    {
        private readonly KeyHolder holder = HolderOf(DateTimeOffset.UnixEpoch);

        public Task<KeyHolder?> FindAsync(KeyHash requested, CancellationToken cancellationToken) => Task.FromResult(requested == hash ? holder : null);

        public Task AddAsync(ApiKey key, KeyHash hash, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ApiKey?> FindAsync(TeamId team, KeyId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<ApiKey>> ListAsync(TeamId team, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RotateAsync(ApiKey key, KeyHash secret, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task AddUsesAsync(IReadOnlyDictionary<(KeyId Key, bool Previous), KeyUse> uses, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
