using JusInfer.Portal.Gateway.Rules;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>A secret that all instances have in common.</summary>
internal sealed class FixedUserIdentifierStore : IUserIdentifierStore
{
    public Task<byte[]> ReadSecretAsync(CancellationToken cancellationToken) => Task.FromResult(new byte[32]);
}
