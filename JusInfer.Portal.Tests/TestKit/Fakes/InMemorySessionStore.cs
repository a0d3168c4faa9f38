using System.Collections.Immutable;
using JusInfer.Portal.Accounts.Sessions;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Stores sessions in a list.</summary>
internal sealed class InMemorySessionStore : ISignInSessionStore
{
    public List<SignInSession> All { get; } = [];

    public Task AddAsync(SignInSession session, CancellationToken cancellationToken)
    {
        All.Add(session);
        return Task.CompletedTask;
    }

    public Task<SignInSession?> FindAsync(SignInSessionId id, CancellationToken cancellationToken) => Task.FromResult(All.Find(session => session.Id == id));

    public Task<ImmutableArray<SignInSession>> ListAsync(UserId user, CancellationToken cancellationToken) =>
        Task.FromResult(All.Where(session => session.User == user).ToImmutableArray());

    public Task ExtendAsync(SignInSessionId id, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        All[All.FindIndex(session => session.Id == id)] = All.Single(session => session.Id == id) with { ExpiresAt = expiresAt };
        return Task.CompletedTask;
    }

    public Task ConfirmAsync(SignInSessionId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        All[All.FindIndex(session => session.Id == id)] = All.Single(session => session.Id == id) with { SecondFactorAt = at };
        return Task.CompletedTask;
    }

    public Task<bool> SwitchAsync(SignInSession session, TeamId team, CancellationToken cancellationToken)
    {
        var index = All.FindIndex(stored => stored.Id == session.Id);
        if (index >= 0) All[index] = All[index] with { Team = team };
        return Task.FromResult(index >= 0);
    }

    public Task<bool> EndAsync(UserId user, SignInSessionId id, CancellationToken cancellationToken) =>
        Task.FromResult(All.RemoveAll(session => session.User == user && session.Id == id) > 0);

    public Task EndAllAsync(UserId user, SignInSessionId? except, CancellationToken cancellationToken)
    {
        All.RemoveAll(session => session.User == user && session.Id != except);
        return Task.CompletedTask;
    }
}
