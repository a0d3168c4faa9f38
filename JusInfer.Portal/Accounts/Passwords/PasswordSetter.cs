using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Replaces the password of an account. The caller has checked that the person may do so and that the password is valid.</summary>
internal sealed class PasswordSetter(UserManager<PortalUser> users, IPasswordHasher<PortalUser> hasher, KnownDeviceFailures failures)
{
    /// <summary>Stores the hash of the password and ends a lockout.</summary>
    public async Task SetAsync(PortalUser user, Secret password)
    {
        user.PasswordHash = hasher.HashPassword(user, password.Reveal());
        (user.AccessFailedCount, user.LockoutEnd) = (0, null);
        await StoreAsync(user);
        failures.Forget(user.UserId);
    }

    /// <summary>Removes the password, so that the account has none.</summary>
    public Task RemoveAsync(PortalUser user)
    {
        user.PasswordHash = null;
        return StoreAsync(user);
    }

    private async Task StoreAsync(PortalUser user)
    {
        // Stores the account, too.
        var result = await users.UpdateSecurityStampAsync(user);
        if (!result.Succeeded)
            throw new InvalidOperationException($"The account could not be stored: {string.Join(", ", result.Errors.Select(static error => error.Code))}.");
    }
}
