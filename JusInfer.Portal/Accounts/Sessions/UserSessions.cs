using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>Starts, checks and ends sessions. Each check reads the store, so that the end of a session takes effect on every node.</summary>
internal sealed class UserSessions(ISessionStore store, TimeProvider time)
{
    /// <summary>How often the use of a session is stored. A session lives longer than its cookie and tokens by this time.</summary>
    private static readonly TimeSpan ExtensionInterval = TimeSpan.FromHours(1);

    /// <param name="user">The user who signed in.</param>
    /// <param name="lifetime">How long the session lasts without being used.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async Task<SessionId> StartAsync(UserId user, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new Session(SessionId.New(now), user, now, now + lifetime + ExtensionInterval);
        await store.AddAsync(session, cancellationToken);
        return session.Id;
    }

    /// <summary>Whether the session is the user's and has neither ended nor expired.</summary>
    public async Task<bool> IsLiveAsync(SessionClaims claims, CancellationToken cancellationToken) =>
        await FindLiveAsync(claims, cancellationToken) is not null;

    /// <summary>As <see cref="IsLiveAsync"/>; also extends the session by its lifetime.</summary>
    public async Task<bool> UseAsync(SessionClaims claims, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (await FindLiveAsync(claims, cancellationToken) is not { } session) return false;
        var end = time.GetUtcNow() + lifetime;
        if (session.ExpiresAt < end) await store.ExtendAsync(session.Id, end + ExtensionInterval, cancellationToken);
        return true;
    }

    /// <summary>The live sessions of a user, newest first.</summary>
    public async Task<ImmutableArray<Session>> ListAsync(UserId user, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(user, cancellationToken)).Where(IsLive)];

    /// <summary>Ends a session; false where the user has none with this id.</summary>
    public Task<bool> EndAsync(SessionClaims claims, CancellationToken cancellationToken) =>
        store.EndAsync(claims.User, claims.Session, cancellationToken);

    public Task EndAllAsync(UserId user, CancellationToken cancellationToken) => store.EndAllAsync(user, cancellationToken);

    private async Task<Session?> FindLiveAsync(SessionClaims claims, CancellationToken cancellationToken) =>
        await store.FindAsync(claims.Session, cancellationToken) is { } session && session.User == claims.User && IsLive(session) ? session : null;

    private bool IsLive(Session session) => session.ExpiresAt > time.GetUtcNow();
}
