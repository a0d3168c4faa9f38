using JusInfer.Portal.Gateway.Rules;

namespace JusInfer.Benchmarks;

/// <summary>A store whose secret is always the same.</summary>
internal sealed class FixedUserIdentifierStore : IUserIdentifierStore
{
    public Task<byte[]> ReadSecretAsync(CancellationToken cancellationToken) => Task.FromResult(new byte[32]);
}
