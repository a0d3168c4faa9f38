using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Identity's own store, except that the second of two sign-ups with one name at once is told so instead of failing.</summary>
internal sealed class UserStore(PortalDbContext context, IdentityErrorDescriber? errors = null)
    : UserOnlyStore<PortalUser, PortalDbContext, Guid>(context, errors)
{
    public override async Task<IdentityResult> CreateAsync(PortalUser user, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.CreateAsync(user, cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Is(fault))
        {
            Context.Entry(user).State = EntityState.Detached;
            return IdentityResult.Failed(ErrorDescriber.DuplicateUserName(user.UserName ?? ""));
        }
    }
}
