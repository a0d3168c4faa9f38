using JusInfer.Portal.Accounts.Passwords;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>Finds the account of an address as a person or a provider writes it.</summary>
internal sealed class AccountLookup(IPasswordResetStore accounts, UserManager<PortalUser> users)
{
    /// <summary>
    /// The account with exactly this spelling of the address, or else the one that has it in another; null if there is none. It takes as
    /// long for an address without an account.
    /// </summary>
    public async Task<PortalUser?> FindAsync(string email, CancellationToken cancellationToken)
    {
        var id = (await accounts.FindAccountAsync(email, cancellationToken))?.Id ?? default;
        return await users.FindByIdAsync(id.Value.ToString());
    }
}
