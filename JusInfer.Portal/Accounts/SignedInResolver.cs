using System.Security.Claims;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Finds the user and team of a principal in the store, so that a changed role takes effect with the next call.
/// </summary>
internal sealed class SignedInResolver(ITenancyStore tenancy, Operators operators)
{
    /// <summary>Null if the principal has no account, or the account no team.</summary>
    public Task<SignedIn?> ResolveAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var authenticated = principal.Identity?.IsAuthenticated is true;
        return authenticated && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? ResolveAsync(new UserId(id), cancellationToken)
            : Task.FromResult<SignedIn?>(null);
    }

    public async Task<SignedIn?> ResolveAsync(UserId user, CancellationToken cancellationToken)
    {
        if (await tenancy.FindMembershipAsync(user, cancellationToken) is not { } member) return null;
        if (await tenancy.FindTenantAsync(member.TenantId, cancellationToken) is not { } tenant) return null;
        return new SignedIn(user, member.Email, member, tenant, await operators.IncludeAsync(user, member.Email, cancellationToken));
    }
}
