using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.Sessions;

/// <summary>Starts, checks and ends sessions. Each check reads the store, so that the end of a session takes effect on every node.</summary>
internal sealed partial class SignInSessions(
    ISignInSessionStore store, KnownDevices devices, SecurityMails mails, IHttpContextAccessor http, TimeProvider time,
    ILogger<SignInSessions> logger)
{
    /// <summary>How often the use of a session is stored. A session lives longer than its cookie and tokens by this time.</summary>
    private static readonly TimeSpan ExtensionInterval = TimeSpan.FromHours(1);

    /// <summary>Nobody is signed out because the clocks of two machines differ by a few minutes.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromHours(1);

    /// <summary>Starts a session of the user who signed in with the current request.</summary>
    public async Task<SignInSessionId> StartAsync(SignedIn who, SignInLifetime lifetime, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new SignInSession(SignInSessionId.New(now), who.UserId, now, now + lifetime.Idle + ExtensionInterval)
        {
            Team = who.Team.Id,
            Origin = SignInOrigin.From(http.HttpContext),
            SecondFactorAt = who.Method is { HasSecondFactor: true } ? now : null,
            Method = who.Method,
        };
        var isKnown = who.Method is { CreatesAccount: true } || await IsKnownAsync(session, cancellationToken);
        await store.AddAsync(session, cancellationToken);
        if (!isKnown) await mails.SendAsync(who.UserId, SecurityChange.NewDevice, CancellationToken.None);
        return session.Id;
    }

    /// <summary>Starts the session of an OAuth client that the person has allowed.</summary>
    public Task ConnectAsync(SignInSessionId id, SignedIn who, SignInLifetime lifetime, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new SignInSession(id, who.UserId, now, now + lifetime.Idle + ExtensionInterval) { Team = who.Team.Id, Origin = SignInOrigin.From(http.HttpContext), Grant = who.Grant };
        return store.AddAsync(session, cancellationToken);
    }

    /// <summary>Starts another session of the same person, for the team of <paramref name="who"/>. It does not last longer than the first one could.</summary>
    /// <returns>Null if the first session has ended.</returns>
    public async Task<SignInSessionId?> ContinueAsync(SignInClaims claims, SignedIn who, SignInLifetime lifetime, CancellationToken cancellationToken)
    {
        if (await FindAsync(claims, cancellationToken) is not { } first) return null;
        var now = time.GetUtcNow();
        var session = first with
        {
            Id = SignInSessionId.New(now),
            ExpiresAt = Earlier(now + lifetime.Idle + ExtensionInterval, lifetime.LatestEnd(first.StartedAt)),
            Team = who.Team.Id,
            Origin = SignInOrigin.From(http.HttpContext),
        };
        await store.AddAsync(session, cancellationToken);
        return session.Id;
    }

    /// <summary>Lets a session act for another team from now on; false if it has ended. The caller has checked that the user is a member.</summary>
    public async Task<bool> SwitchAsync(SignInClaims claims, TeamId team, CancellationToken cancellationToken) =>
        await FindAsync(claims, cancellationToken) is { } session && await store.SwitchAsync(session, team, cancellationToken);

    /// <summary>The session; null if it is not the user's, has ended or has expired.</summary>
    public async Task<SignInSession?> FindAsync(SignInClaims claims, CancellationToken cancellationToken) =>
        await store.FindAsync(claims.Session, cancellationToken) is { } session && session.User == claims.User && IsLive(session) ? session : null;

    /// <summary>Whether the session is the user's and has neither ended nor expired.</summary>
    public async Task<bool> IsLiveAsync(SignInClaims claims, CancellationToken cancellationToken) =>
        await FindAsync(claims, cancellationToken) is not null;

    /// <summary>As <see cref="IsLiveAsync"/>; also extends the session by its lifetime, for which the request does not wait.</summary>
    public async Task<bool> UseAsync(SignInClaims claims, SignInLifetime lifetime, CancellationToken cancellationToken)
    {
        if (await FindAsync(claims, cancellationToken) is not { } session) return false;
        var (now, latest) = (time.GetUtcNow(), lifetime.LatestEnd(session.StartedAt));
        if (latest <= now) return false;

        var end = Earlier(now + lifetime.Idle, latest);
        if (session.ExpiresAt < end) _ = ExtendAsync(session.Id, Earlier(end + ExtensionInterval, latest));
        return true;
    }

    /// <summary>The next request tries again if that fails. The session lives an hour longer than its cookie.</summary>
    private async Task ExtendAsync(SignInSessionId id, DateTimeOffset expiresAt)
    {
        try
        {
            await store.ExtendAsync(id, expiresAt, CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogNotExtended(fault);
        }
    }

    /// <summary>The live sessions of a user, newest first.</summary>
    public async Task<ImmutableArray<SignInSession>> ListAsync(UserId user, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(user, cancellationToken)).Where(IsLive)];

    /// <summary>Ends a session; false where the user has none with this id.</summary>
    public Task<bool> EndAsync(SignInClaims claims, CancellationToken cancellationToken) =>
        store.EndAsync(claims.User, claims.Session, cancellationToken);

    public Task EndAllAsync(UserId user, CancellationToken cancellationToken) => store.EndAllAsync(user, except: null, cancellationToken);

    /// <summary>Ends all sessions of the user except this one.</summary>
    public Task EndOthersAsync(SignInClaims claims, CancellationToken cancellationToken) => store.EndAllAsync(claims.User, claims.Session, cancellationToken);

    /// <summary>Whether the account has used the device of a new session before: the browser says so, or an earlier session began in the same way.</summary>
    private async Task<bool> IsKnownAsync(SignInSession session, CancellationToken cancellationToken) =>
        devices.Includes(session.User) || (await store.ListAsync(session.User, cancellationToken)).Any(earlier => earlier.Origin == session.Origin);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>One that began while the clock was ahead would live for longer than any session may.</summary>
    private bool IsLive(SignInSession session)
    {
        var now = time.GetUtcNow();
        return session.ExpiresAt > now && session.StartedAt <= PlausibleTime.Latest(now, MaxAhead);
    }

    [LoggerMessage(
        LogEvents.SessionNotExtended, LogLevel.Warning, "The use of a session could not be stored. Its next request tries again.")]
    private partial void LogNotExtended(Exception fault);
}
