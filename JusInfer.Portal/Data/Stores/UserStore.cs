using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Identity's store. The second of two concurrent sign-ups with the same name gets an error result instead of an exception, and passkeys
/// that are on several devices have no counter.
/// </summary>
internal sealed class UserStore(PortalDbContext context, IdentityErrorDescriber? errors = null)
    : UserOnlyStore<PortalUser, PortalDbContext, Guid>(context, errors)
{
    public override async Task<IdentityResult> CreateAsync(PortalUser user, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.CreateAsync(user, cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            Context.Entry(user).State = EntityState.Detached;
            return IdentityResult.Failed(ErrorDescriber.DuplicateUserName(user.UserName ?? ""));
        }
    }

    /// <summary>
    /// Each device on which a passkey is counts signatures on its own, so that a lower count says nothing about a copy (Web Authentication
    /// level 3, sections 6.1.1 and 7.2). Identity accepts every count after zero.
    /// </summary>
    public override async Task<UserPasskeyInfo?> FindPasskeyAsync(PortalUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var passkey = await base.FindPasskeyAsync(user, credentialId, cancellationToken);
        if (passkey is { IsBackupEligible: true }) passkey.SignCount = 0;
        return passkey;
    }
}
