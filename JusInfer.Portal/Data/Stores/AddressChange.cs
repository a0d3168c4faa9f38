using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Gives an account another address.</summary>
internal static class AddressChange
{
    /// <summary>
    /// Changes the address of a locked account, removes what waits to set another password or address, and renews the stamps: they end
    /// cookies and keep a change that has read the account before from being stored. A lockout stays.
    /// </summary>
    /// <returns>False, and nothing changes, if another account has the address in any spelling.</returns>
    public static async Task<bool> TryApplyAsync(
        PortalDbContext context, UserId user, string email, bool isVerified, CancellationToken cancellationToken)
    {
        var id = user.Value;
        string?[] taken = EmailAddress.NormalizedSpellingsOf(email);
        var others = context.Users.Where(row => row.Id != id);
        if (await others.AnyAsync(
            row => EF.Parameter(taken).Contains(row.NormalizedUserName) || EF.Parameter(taken).Contains(row.NormalizedEmail),
            cancellationToken))
            return false;

        // The old address is free for another account now, which must not earn the initial credit again.
        await CreditedAddresses.AddAsync(context, user, cancellationToken);
        var (stamp, normalized) = (Guid.NewGuid().ToString(), email.Normalize().ToUpperInvariant());
        await context.Users.Where(row => row.Id == id).ExecuteUpdateAsync(
            row => row
                .SetProperty(account => account.UserName, email)
                .SetProperty(account => account.NormalizedUserName, normalized)
                .SetProperty(account => account.Email, email)
                .SetProperty(account => account.NormalizedEmail, normalized)
                .SetProperty(account => account.EmailConfirmed, isVerified)
                .SetProperty(account => account.SecurityStamp, stamp)
                .SetProperty(account => account.ConcurrencyStamp, stamp),
            cancellationToken);
        await context.PasswordResets.Where(row => row.UserId == id).ExecuteDeleteAsync(cancellationToken);
        await context.Set<EmailChangeRow>().Where(row => row.UserId == id).ExecuteDeleteAsync(cancellationToken);
        return true;
    }
}
