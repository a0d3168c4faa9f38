using System.Security.Claims;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Finds the user and team of a principal in the store, so that a changed role or an ended session takes effect with the next call. The session names the team.
/// </summary>
internal sealed class SignedInResolver(ITenancyStore tenancy, Operators operators, SignInSessions sessions, ISecondFactorStore factors)
{
    /// <summary>Why an account without a second factor cannot act in a team that requires one.</summary>
    public const string EnrollmentMissing = "Your team requires a second factor. Sign in on the portal and set one up on the account page.";

    /// <summary>The team of the page that this instance serves. A page that is open while its session switches to another team acts for neither.</summary>
    private TeamId? pageTeam;

    /// <summary>
    /// Null if the principal has no account, the account is not in the team of its session, the session has ended or has switched to another team since the page was opened, or the
    /// team requires a second factor that the account does not have.
    /// </summary>
    public async Task<SignedIn?> ResolveAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (SignInClaims.From(principal) is not { } claims || await ResolveAsync(claims, cancellationToken) is not { } who) return null;
        pageTeam ??= who.Team.Id;
        return pageTeam == who.Team.Id ? who : null;
    }

    /// <summary>As <see cref="ResolveAsync(ClaimsPrincipal, CancellationToken)"/>, for the team that the session acts for now.</summary>
    public async Task<SignedIn?> ResolveAsync(SignInClaims claims, CancellationToken cancellationToken) =>
        await FindAsync(claims, cancellationToken) is { } who && !await LacksSecondFactorAsync(who, cancellationToken) ? who : null;

    /// <summary>Says which team an open page shows.</summary>
    public void SetPageTeam(TeamId team) => pageTeam = team;

    /// <summary>The team that the session has switched to since the page was opened; null if it has not.</summary>
    public async Task<Team?> FindSwitchedAsync(SignInClaims claims, CancellationToken cancellationToken) =>
        pageTeam is { } shown && await FindAsync(claims, cancellationToken) is { Team: var current } && current.Id != shown ? current : null;

    /// <summary>Whether the session is live and the only reason why it cannot be used is that the account has no second factor.</summary>
    public async Task<bool> LacksSecondFactorAsync(SignInClaims claims, CancellationToken cancellationToken) =>
        await FindAsync(claims, cancellationToken) is { } who && await LacksSecondFactorAsync(who, cancellationToken);

    /// <summary>Whether the team requires a second factor that the account does not have.</summary>
    public async Task<bool> LacksSecondFactorAsync(SignedIn who, CancellationToken cancellationToken) =>
        who.Team.RequireSecondFactor && !await factors.IsEnabledAsync(who.UserId, cancellationToken);

    /// <summary>The user in their oldest team, before a session starts; null if the account is in no team.</summary>
    public async Task<SignedIn?> FindAsync(UserId user, CancellationToken cancellationToken) =>
        await FindAsync(await tenancy.FindMembershipAsync(user, cancellationToken), cancellationToken);

    /// <summary>The user in a team; null if they are no member of it.</summary>
    public async Task<SignedIn?> FindAsync(UserId user, TeamId team, CancellationToken cancellationToken) =>
        await FindAsync((await tenancy.ListMembershipsAsync(user, cancellationToken)).FirstOrDefault(member => member.TeamId == team), cancellationToken);

    /// <summary>The user in the team of a live session, even if the team requires a second factor that they do not have; null if they are not in it.</summary>
    public async Task<SignedIn?> FindAsync(SignInClaims claims, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(claims, cancellationToken) is not { } session) return null;
        var who = session.Team is { } team ? await FindAsync(claims.User, team, cancellationToken) : await FindAsync(claims.User, cancellationToken);
        return session.Grant is null ? who : who is null ? null : who with { Grant = session.Grant, IsOperator = false };
    }

    private async Task<SignedIn?> FindAsync(Member? member, CancellationToken cancellationToken)
    {
        if (member is null || await tenancy.FindTeamAsync(member.TeamId, cancellationToken) is not { } team) return null;
        return new SignedIn(member.UserId, member.Email, member, team, await operators.IncludeAsync(member.UserId, cancellationToken));
    }
}
