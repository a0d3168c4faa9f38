using JusInfer.Portal.Accounts.Passwords;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Stores password resets in a list.</summary>
internal sealed class InMemoryPasswordResetStore : IPasswordResetStore
{
    public List<(PasswordReset Reset, byte[] Hash)> All { get; } = [];

    /// <summary>The accounts by their address.</summary>
    public Dictionary<string, UserId> Accounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Task<bool> AddAsync(PasswordReset reset, byte[] hash, CancellationToken cancellationToken)
    {
        All.RemoveAll(stored => stored.Reset.User == reset.User);
        All.Add((reset, hash));
        return Task.FromResult(true);
    }

    public Task<PasswordReset?> FindAsync(byte[] hash, CancellationToken cancellationToken) =>
        Task.FromResult(All.Where(stored => stored.Hash.SequenceEqual(hash)).Select(static stored => stored.Reset).FirstOrDefault());

    public Task<PasswordReset?> FindAsync(UserId user, CancellationToken cancellationToken) =>
        Task.FromResult(All.Where(stored => stored.Reset.User == user).Select(static stored => stored.Reset).FirstOrDefault());

    public Task RemoveAsync(UserId user, CancellationToken cancellationToken)
    {
        All.RemoveAll(stored => stored.Reset.User == user);
        return Task.CompletedTask;
    }

    public Task<bool> UseAsync(byte[] hash, CancellationToken cancellationToken) => Task.FromResult(All.RemoveAll(stored => stored.Hash.SequenceEqual(hash)) > 0);

    public Task<AccountAddress?> FindAccountAsync(string email, CancellationToken cancellationToken) =>
        Task.FromResult(Accounts.TryGetValue(email, out var user) ? new AccountAddress(user, email) : null);
}
