using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>
/// Stores sessions until they end. The end of a session and a change of its team publish <see cref="Tenancy.AccessChanged"/> for the team that it acted for, so
/// that open pages on every node notice it.
/// </summary>
internal interface ISignInSessionStore
{
    /// <summary>Adds a session, and deletes those of the user that have expired.</summary>
    Task AddAsync(SignInSession session, CancellationToken cancellationToken);

    /// <summary>The session, even if it has expired; null where there is none or it has ended.</summary>
    Task<SignInSession?> FindAsync(SignInSessionId id, CancellationToken cancellationToken);

    /// <summary>The sessions of a user, newest first, expired ones included.</summary>
    Task<ImmutableArray<SignInSession>> ListAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>Lets a session last until a time, unless it lasts longer: two requests can extend it at once.</summary>
    Task ExtendAsync(SignInSessionId id, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Stores when a second factor was used in a session.</summary>
    Task ConfirmAsync(SignInSessionId id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Changes the team that a session acts for; false if it has ended. The audit logs of both teams say so.</summary>
    Task<bool> SwitchAsync(SignInSession session, TeamId team, CancellationToken cancellationToken);

    /// <summary>Ends a session; false where the user has none with this id.</summary>
    Task<bool> EndAsync(UserId user, SignInSessionId id, CancellationToken cancellationToken);

    /// <summary>Ends the sessions of a user, except one if it is given.</summary>
    Task EndAllAsync(UserId user, SignInSessionId? except, CancellationToken cancellationToken);
}
