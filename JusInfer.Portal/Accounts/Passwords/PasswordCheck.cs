using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>
/// Checks the password of a signed-in account again, before an action that a stranger at an unattended browser must not perform. An account without a password, or whose
/// domain is bound to a provider, has to have signed in a short time ago instead. Who has a second factor also needs to have used it a short time ago.
/// </summary>
internal sealed class PasswordCheck(UserManager<PortalUser> users, ExternalProviders providers, ISignInSessionStore sessions, IStepUpAuthentication stepUp, IAuditCaller callers, AttemptLimiter attempts,
    Lockout lockout, TimeProvider time)
{
    /// <summary>How long a sign-in replaces the password.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    public const string SignInAgain = "Your account has no password. To confirm that it is you, sign out, sign in again, and repeat this within ten minutes.";

    /// <summary>Whether the account has a password that can be used.</summary>
    public bool HasPassword(PortalUser user) => user.PasswordHash is not null && providers.BoundTo(user.Email) is null;

    /// <summary>Checks the password. Wrong ones count towards the lockout of the account, as at sign-in.</summary>
    /// <param name="id">The account.</param>
    /// <param name="password">The password; null if the person entered none.</param>
    /// <param name="field">The field of the form or request that contains it.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <returns>The account. <see cref="RequestError.SecondFactorRequired"/> as <see cref="IStepUpAuthentication.CheckAsync"/>, if the person is signed in.</returns>
    public async Task<Result<PortalUser, RequestError>> CheckAsync(UserId id, Secret? password, string field, CancellationToken cancellationToken)
    {
        if (await users.FindByIdAsync(id.Value.ToString()) is not { } user) return new RequestError.Unauthorized("This account no longer exists.");
        if (!HasPassword(user)) return await HasJustSignedInAsync(id, cancellationToken) ? await StepUpAsync(user, cancellationToken) : new RequestError.Forbidden(SignInAgain);
        if (password is null) return new RequestError.Invalid(new ValidationErrors().Add(field, "Enter your password."));
        if (lockout.CountAttempt(user) is { } wait) return new RequestError.RateLimited(wait);
        using var hashing = await attempts.WaitToHashAsync(cancellationToken);
        if (hashing is null) return new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
        if (lockout.Applies(user)) return Rejected(field);
        if (await users.CheckPasswordAsync(user, password.Reveal())) return await StepUpAsync(user, cancellationToken);
        await lockout.CountFailureAsync(user);
        return Rejected(field);
    }

    private async Task<Result<PortalUser, RequestError>> StepUpAsync(PortalUser user, CancellationToken cancellationToken) =>
        callers.Current.User == user.UserId && await stepUp.CheckAsync(user.UserId, cancellationToken) is { } required ? required : user;

    private async Task<bool> HasJustSignedInAsync(UserId user, CancellationToken cancellationToken) =>
        callers.Current.Session is { } id && await sessions.FindAsync(id, cancellationToken) is { } session && session.User == user
        && time.GetUtcNow() is var now && now - session.StartedAt < Window && session.StartedAt <= PlausibleTime.Latest(now, TimeSpan.Zero);

    private static RequestError.Invalid Rejected(string field) => new(
        new ValidationErrors().Add(field, $"{field} is wrong. After five wrong passwords the account is locked for five minutes."));
}
