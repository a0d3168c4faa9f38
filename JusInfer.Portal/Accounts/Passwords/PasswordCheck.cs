using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Checks the password of a signed-in account again, before an action that whoever uses an unattended browser must not perform.</summary>
internal sealed class PasswordCheck(UserManager<PortalUser> users, AttemptLimiter attempts)
{
    /// <summary>Checks the password. Wrong ones count towards the lockout of the account, as at sign-in.</summary>
    /// <param name="id">The account.</param>
    /// <param name="password">The password.</param>
    /// <param name="field">The field of the form or request that contains it.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async Task<Result<PortalUser, RequestError>> CheckAsync(UserId id, Secret password, string field, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(id.Value.ToString()) is not { } user) return new RequestError.Unauthorized("This account no longer exists.");
        if (attempts.Count(user.Email ?? "") is { } wait) return new RequestError.RateLimited(wait);
        using var hashing = await attempts.WaitToHashAsync(cancellationToken);
        if (!hashing.IsAcquired) return new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
        if (await users.IsLockedOutAsync(user)) return Rejected(field);
        if (await users.CheckPasswordAsync(user, password.Reveal())) return user;
        await users.AccessFailedAsync(user);
        return Rejected(field);
    }

    private static RequestError.Invalid Rejected(string field) => new(
        new ValidationErrors().Add(field, $"{field} is wrong. After five wrong passwords the account is locked for five minutes."));
}
