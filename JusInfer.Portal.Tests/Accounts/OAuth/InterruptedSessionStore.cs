using System.Collections.Immutable;
using JusInfer.Portal.Accounts.Sessions;

namespace JusInfer.Portal.Tests.Accounts.OAuth;

/// <summary>Lets something else happen before a session is stored.</summary>
internal sealed class InterruptedSessionStore(ISignInSessionStore store) : ISignInSessionStore
{
    public Func<Task>? BeforeAdd { get; set; }

    public async Task AddAsync(SignInSession session, CancellationToken cancellationToken)
    {
        if (BeforeAdd is { } first) await first();
        await store.AddAsync(session, cancellationToken);
    }

    public Task<SignInSession?> FindAsync(SignInSessionId id, CancellationToken cancellationToken) =>
        store.FindAsync(id, cancellationToken);

    public Task<ImmutableArray<SignInSession>> ListAsync(UserId user, CancellationToken cancellationToken) => store.ListAsync(user, cancellationToken);

    public Task ExtendAsync(SignInSessionId id, DateTimeOffset expiresAt, CancellationToken cancellationToken) => store.ExtendAsync(id, expiresAt, cancellationToken);

    public Task ConfirmAsync(SignInSessionId id, DateTimeOffset at, CancellationToken cancellationToken) => store.ConfirmAsync(id, at, cancellationToken);

    public Task<bool> SwitchAsync(SignInSession session, TeamId team, CancellationToken cancellationToken) => store.SwitchAsync(session, team, cancellationToken);

    public Task<bool> EndAsync(UserId user, SignInSessionId id, CancellationToken cancellationToken) => store.EndAsync(user, id, cancellationToken);

    public Task EndAllAsync(UserId user, SignInSessionId? except, CancellationToken cancellationToken) => store.EndAllAsync(user, except, cancellationToken);
}
