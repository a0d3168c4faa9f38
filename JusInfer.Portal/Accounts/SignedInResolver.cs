using System.Security.Claims;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Finds the user and team of a principal in the store, so that a changed role or an ended session takes effect with the next call.
/// </summary>
internal sealed class SignedInResolver(ITenancyStore tenancy, Operators operators, UserSessions sessions, ISecondFactorStore factors)
{
    /// <summary>Why an account without a second factor cannot act in a team that requires one.</summary>
    public const string EnrollmentMissing = "Your team requires a second factor. Sign in on the portal and set one up on the account page.";

    /// <summary>
    /// Null if the principal has no account, the account no team, the session has ended, or the team requires a second factor that the account does not
    /// have.
    /// </summary>
    public Task<SignedIn?> ResolveAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        SessionClaims.Of(principal) is { } claims ? ResolveAsync(claims, cancellationToken) : Task.FromResult<SignedIn?>(null);

    /// <summary>As <see cref="ResolveAsync(ClaimsPrincipal, CancellationToken)"/>.</summary>
    public async Task<SignedIn?> ResolveAsync(SessionClaims claims, CancellationToken cancellationToken) =>
        await FindLiveAsync(claims, cancellationToken) is { } who && !await LacksSecondFactorAsync(who, cancellationToken) ? who : null;

    /// <summary>Whether the session is live and the only reason why it cannot be used is that the account has no second factor.</summary>
    public async Task<bool> LacksSecondFactorAsync(SessionClaims claims, CancellationToken cancellationToken) =>
        await FindLiveAsync(claims, cancellationToken) is { } who && await LacksSecondFactorAsync(who, cancellationToken);

    /// <summary>Whether the team requires a second factor that the account does not have.</summary>
    public async Task<bool> LacksSecondFactorAsync(SignedIn who, CancellationToken cancellationToken) =>
        who.Tenant.RequireSecondFactor && !await factors.IsEnabledAsync(who.UserId, cancellationToken);

    /// <summary>The user in their team, before a session starts; null if the account is in no team.</summary>
    public async Task<SignedIn?> FindAsync(UserId user, CancellationToken cancellationToken)
    {
        if (await tenancy.FindMembershipAsync(user, cancellationToken) is not { } member) return null;
        if (await tenancy.FindTenantAsync(member.TenantId, cancellationToken) is not { } tenant) return null;
        return new SignedIn(user, member.Email, member, tenant, await operators.IncludeAsync(user, member.Email, cancellationToken));
    }

    private async Task<SignedIn?> FindLiveAsync(SessionClaims claims, CancellationToken cancellationToken) =>
        await sessions.IsLiveAsync(claims, cancellationToken) ? await FindAsync(claims.User, cancellationToken) : null;
}
