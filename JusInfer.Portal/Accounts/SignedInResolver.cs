using System.Security.Claims;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Finds the user and team of a principal in the store, so that a changed role or an ended session takes effect with the next call.
/// </summary>
internal sealed class SignedInResolver(ITenancyStore tenancy, Operators operators, UserSessions sessions)
{
    /// <summary>Null if the principal has no account, the account no team, or the session has ended.</summary>
    public Task<SignedIn?> ResolveAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        SessionClaims.Of(principal) is { } claims ? ResolveAsync(claims, cancellationToken) : Task.FromResult<SignedIn?>(null);

    /// <summary>As <see cref="ResolveAsync(ClaimsPrincipal, CancellationToken)"/>.</summary>
    public async Task<SignedIn?> ResolveAsync(SessionClaims claims, CancellationToken cancellationToken) =>
        await sessions.IsLiveAsync(claims, cancellationToken) ? await FindAsync(claims.User, cancellationToken) : null;

    /// <summary>The user in their team, before a session starts; null if the account is in no team.</summary>
    public async Task<SignedIn?> FindAsync(UserId user, CancellationToken cancellationToken)
    {
        if (await tenancy.FindMembershipAsync(user, cancellationToken) is not { } member) return null;
        if (await tenancy.FindTenantAsync(member.TenantId, cancellationToken) is not { } tenant) return null;
        return new SignedIn(user, member.Email, member, tenant, await operators.IncludeAsync(user, member.Email, cancellationToken));
    }
}
