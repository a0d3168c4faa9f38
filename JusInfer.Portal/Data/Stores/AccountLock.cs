using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Lets changes of an account that exclude each other follow each other, on all nodes: its deletion, another address or its proof,
/// getting or joining a team, becoming the operator, and links to set its password.
/// </summary>
internal static class AccountLock
{
    /// <summary>Locks the account until the end of the transaction; false if it does not exist or was deleted.</summary>
    public static async Task<bool> TakeAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken) => await context.Users
        .Where(row => row.Id == user.Value && row.Email != null)
        .ExecuteUpdateAsync(row => row.SetProperty(account => account.Email, account => account.Email), cancellationToken) == 1;
}
