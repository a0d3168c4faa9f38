using System.Collections.Immutable;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Stores keys in a dictionary.</summary>
internal sealed class InMemoryKeyStore : IKeyStore
{
    public Dictionary<KeyHash, ApiKey> ByHash { get; } = [];

    /// <summary>What happens between the read of a key and its next rotation, once.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public Task AddAsync(ApiKey key, KeyHash hash, CancellationToken cancellationToken)
    {
        ByHash.Add(hash, key);
        return Task.CompletedTask;
    }

    public Task<KeyHolder?> FindAsync(KeyHash hash, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AddUsesAsync(IReadOnlyDictionary<(KeyId Key, bool Previous), KeyUse> uses, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ApiKey?> FindAsync(TeamId team, KeyId id, CancellationToken cancellationToken) =>
        Task.FromResult(ByHash.Values.SingleOrDefault(key => key.TeamId == team && key.Id == id));

    public Task<ImmutableArray<ApiKey>> ListAsync(TeamId team, CancellationToken cancellationToken) =>
        Task.FromResult(ByHash.Values.Where(key => key.TeamId == team).OrderByDescending(key => key.Id).ToImmutableArray());

    public Task<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var (hash, stored) = ByHash.SingleOrDefault(entry => entry.Value.TeamId == key.TeamId && entry.Value.Id == key.Id && entry.Value.Version == key.Version - 1);
        if (stored is not null) ByHash[hash] = key;
        return Task.FromResult(stored is not null);
    }

    public async Task<bool> RotateAsync(ApiKey key, KeyHash secret, CancellationToken cancellationToken)
    {
        if (Meanwhile is { } change)
        {
            Meanwhile = null;
            await change();
        }

        if (!await UpdateAsync(key, cancellationToken)) return false;
        ByHash.Remove(ByHash.Single(entry => entry.Value == key).Key);
        ByHash.Add(secret, key);
        return true;
    }
}
