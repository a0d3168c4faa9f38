using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Identity;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>Lets a signed-in person use the second factor again, which <see cref="StepUpAuthentication"/> asks for. Wrong codes count towards the lockout.</summary>
internal sealed class SecondFactorConfirmation(
    UserManager<PortalUser> users, CredentialCheck credentials, ISecondFactorStore factors, PasskeyService passkeys, ISignInSessionStore sessions, AttemptLimiter attempts, Lockout lockout, TimeProvider time)
{
    private const string Missing = "This account has no second factor. Set one up on the account page.";

    /// <summary>Checks a code of the authenticator app or a recovery code.</summary>
    public async Task<RequestError?> CodeAsync(SignInClaims me, Input<SecondFactorRequest> input, CancellationToken cancellationToken)
    {
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (await FindAsync(me, cancellationToken) is not { } user) return new RequestError.Conflict(Missing);
        if (lockout.CountAttempt(user) is { } wait) return new RequestError.RateLimited(wait);
        if (await credentials.CheckCodeAsync(user, input.Request.Code!.Reveal(), cancellationToken) is not null)
        {
            // Not 401, which means that the access token is not valid.
            input.AddError(nameof(SecondFactorRequest.Code), "{0} is wrong or was used already. After five wrong passwords or codes the account is locked for five minutes.");
            return new RequestError.Invalid(input.Errors);
        }

        await ConfirmAsync(me, cancellationToken);
        return null;
    }

    /// <summary>What the browser needs to use a passkey; null if the account has none.</summary>
    public async Task<PasskeyChallenge?> BeginPasskeyAsync(SignInClaims me, CancellationToken cancellationToken) =>
        await FindAsync(me, cancellationToken) is { } user && !(await passkeys.ListAsync(me.User, cancellationToken)).IsEmpty ? await passkeys.BeginUsingAsync(user) : null;

    /// <summary>Checks the signature of a passkey.</summary>
    public async Task<RequestError?> PasskeyAsync(SignInClaims me, Secret state, string credential, CancellationToken cancellationToken)
    {
        if (attempts.Count() is { } wait) return new RequestError.RateLimited(wait);
        if (!(await passkeys.UseAsync(state, credential, cancellationToken)).TryGet(out var user, out var error)) return error;
        if (user.UserId != me.User) return new RequestError.Unauthorized("This passkey is one of another account.");
        await ConfirmAsync(me, cancellationToken);
        return null;
    }

    /// <summary>Records that the session has used the second factor now, such as when it was set up.</summary>
    public Task ConfirmAsync(SignInClaims me, CancellationToken cancellationToken) => sessions.ConfirmAsync(me.Session, time.GetUtcNow(), cancellationToken);

    private async Task<PortalUser?> FindAsync(SignInClaims me, CancellationToken cancellationToken) =>
        await factors.IsEnabledAsync(me.User, cancellationToken) ? await users.FindByIdAsync(me.User.Value.ToString()) : null;
}
