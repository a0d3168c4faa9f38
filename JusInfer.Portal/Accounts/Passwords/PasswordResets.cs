using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>Sets new passwords with the tokens of <see cref="ResetLinks"/> and <see cref="ForgottenPasswords"/>.</summary>
internal sealed class PasswordResets(
    IPasswordResetStore store, UserManager<PortalUser> users, PasswordSetter passwords, SignInSessions sessions, IAddressProofStore proofs, AttemptLimiter attempts,
    ExternalProviders providers, SecurityMails mails, TimeProvider time)
{
    public const string Gone = "This link is invalid, was used already, or has expired. Ask for a new one.";

    /// <summary>
    /// Sets the password, ends all sessions of the account and its lockout. The token works once; a rejected password does not use it. A token that was mailed
    /// verifies the address. If it was not verified before, someone else may have signed up with it, so that their keys and second factor are removed. Otherwise the
    /// second factor stays, and sign-in asks for it.
    /// </summary>
    public async Task<Result<ResetAccount, RequestError>> UseAsync(Input<PasswordResetRequest> input, CancellationToken cancellationToken)
    {
        if (attempts.Count() is { } wait) return new RequestError.RateLimited(wait);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var hash = ResetLink.HashOf(input.Request.Token!);
        if (await FindAsync(hash, cancellationToken) is not ({ } reset, { } user)) return new RequestError.Forbidden(Gone);
        if (providers.FindObstacle(user.Email) is { } bound) return bound;
        foreach (var message in PasswordRules.Check(input.Request.Password!.Reveal(), user.Email!))
            input.AddError(nameof(PasswordResetRequest.Password), message);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        using var hashing = await attempts.WaitToHashAsync(cancellationToken);
        if (hashing is null) return new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
        if (!await store.UseAsync(hash, cancellationToken)) return new RequestError.Forbidden(Gone);
        await passwords.SetAsync(user, input.Request.Password!);
        await sessions.EndAllAsync(user.UserId, CancellationToken.None);

        // Last, so that the person who had signed up cannot act any more. If the process is killed before, the next mailed link does it.
        var removed = reset.IsMailed ? await proofs.ProveAsync(user.UserId, user.Email!, time.GetUtcNow(), CancellationToken.None) : null;
        await mails.SendAsync(user.UserId, SecurityChange.PasswordChanged, CancellationToken.None);
        return new ResetAccount(user.Email!, removed is { Any: true });
    }

    private async Task<(PasswordReset Reset, PortalUser User)?> FindAsync(byte[] hash, CancellationToken cancellationToken) =>
        await store.FindAsync(hash, cancellationToken) is { } reset && reset.IsOpen(time.GetUtcNow()) && await users.FindByIdAsync(reset.User.Value.ToString()) is { } user
            ? (reset, user)
            : null;
}
