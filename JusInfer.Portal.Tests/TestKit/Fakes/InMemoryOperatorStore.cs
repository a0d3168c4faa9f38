using JusInfer.Portal.Accounts;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Holds the operator. No e-mail address is verified.</summary>
internal sealed class InMemoryOperatorStore : IOperatorStore
{
    public UserId? First { get; set; }

    public Task<bool> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(First is not null);

    public Task<bool> TryClaimFirstAsync(UserId user, CancellationToken cancellationToken)
    {
        First ??= user;
        return Task.FromResult(First == user);
    }

    public Task<bool> IsOperatorAsync(UserId user, CancellationToken cancellationToken) => Task.FromResult(First == user);

    public Task<bool> HasVerifiedEmailAsync(UserId user, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task UnverifyAsync(IReadOnlyCollection<string> emails, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> FindVerifiedEmailAsync(UserId user, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
