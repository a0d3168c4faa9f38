using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Components.Account;

/// <summary>
/// Reads the account of the signed-in person once for all parts of a page. They are initialized while others wait for the store, and
/// Identity's store has one context, which takes one statement at a time (dotnet/aspnetcore#51635, dotnet/aspnetcore#43687).
/// </summary>
internal sealed class PageAccount(UserManager<PortalUser> users)
{
    private Task<PortalUser?>? reading;

    /// <summary>The account; null if it was deleted. Parts of a page are initialized one at a time up to their first wait.</summary>
    public Task<PortalUser?> FindAsync(UserId me) => reading ??= users.FindByIdAsync(me.Value.ToString());
}
