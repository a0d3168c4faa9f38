using System.Collections.Immutable;
using JusInfer.Portal.Accounts;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

internal sealed class InMemorySigningKeyStore : ISigningKeyStore
{
    public List<SigningKey> Keys { get; } = [];

    public int Reads { get; private set; }

    public Task<ImmutableArray<SigningKey>> ListAsync(CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(Keys.ToImmutableArray());
    }

    public Task AddAsync(SigningKey key, DateTimeOffset unlessSince, CancellationToken cancellationToken)
    {
        var latest = PlausibleTime.Latest(key.CreatedAt, TimeSpan.Zero);
        if (Keys.All(stored => stored.CreatedAt < unlessSince || stored.CreatedAt > latest)) Keys.Add(key);
        return Task.CompletedTask;
    }

    public Task RemoveOlderThanAsync(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        Keys.RemoveAll(key => key.CreatedAt < limit);
        return Task.CompletedTask;
    }
}
