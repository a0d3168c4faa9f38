using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Sets new passwords with the tokens of <see cref="ResetLinks"/> and <see cref="ForgottenPasswords"/>.</summary>
internal sealed class PasswordResets(
    IPasswordResetStore store, UserManager<PortalUser> users, PasswordSetter passwords, UserSessions sessions, IAuditStore audit, AttemptLimiter attempts,
    TimeProvider time)
{
    public const string Gone = "This link is invalid, was used already, or has expired. Ask for a new one.";

    /// <summary>
    /// Sets the password, ends all sessions of the account and its lockout. The token works once; a rejected password does not use it. A token that was mailed
    /// verifies the address.
    /// </summary>
    /// <returns>The address of the account.</returns>
    public async Task<Result<string, RequestError>> UseAsync(Input<PasswordResetRequest> input, CancellationToken cancellationToken)
    {
        if (attempts.Count() is { } wait) return new RequestError.RateLimited(wait);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var hash = ResetLink.HashOf(input.Request.Token!);
        if (await FindAsync(hash, cancellationToken) is not ({ } reset, { } user)) return new RequestError.Forbidden(Gone);
        foreach (var message in PasswordRules.Check(input.Request.Password!.Reveal(), user.Email!))
            input.AddError(nameof(PasswordResetRequest.Password), message);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        using var hashing = await attempts.WaitToHashAsync(cancellationToken);
        if (!hashing.IsAcquired) return new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
        if (!await store.UseAsync(hash, cancellationToken)) return new RequestError.Forbidden(Gone);
        var verifies = reset.IsMailed && !user.EmailConfirmed;
        user.EmailConfirmed |= reset.IsMailed;
        await passwords.SetAsync(user, input.Request.Password!);
        await sessions.EndAllAsync(user.UserId, CancellationToken.None);
        if (verifies) await audit.AppendAsync(user.UserId, new AuditEvent(AuditActions.EmailVerified, user.UserId.ToString()) { Actor = user.UserId }, CancellationToken.None);
        return user.Email!;
    }

    private async Task<(PasswordReset Reset, PortalUser User)?> FindAsync(byte[] hash, CancellationToken cancellationToken) =>
        await store.FindAsync(hash, cancellationToken) is { } reset && reset.IsOpen(time.GetUtcNow()) && await users.FindByIdAsync(reset.User.Value.ToString()) is { } user
            ? (reset, user)
            : null;
}
