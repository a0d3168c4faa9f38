using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Identity's store. The second of two concurrent sign-ups with the same name gets an error result instead of an exception.
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
}
