using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The mark of accounts whose address only a provider has verified to which its domain is not bound.</summary>
internal static class VerifiedMark
{
    /// <summary>Removes it, because our own mail or the provider of the domain has verified the address.</summary>
    public static Task<int> RemoveAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken) => context.UserTokens
        .Where(token => token.UserId == user.Value && token.Name == ExternalIdentity.VerifiedToken)
        .ExecuteDeleteAsync(cancellationToken);
}
