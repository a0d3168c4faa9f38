using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>Checks the passwords and codes of people who sign in. Failures count towards the lockout of the account.</summary>
internal sealed class CredentialCheck(
    UserManager<PortalUser> users,
    AccountLookup accounts,
    DecoyHashes decoys,
    SecondFactorService factors,
    ExternalProviders providers,
    AttemptLimiter attempts,
    Lockout lockout,
    IAuditStore audit)
{
    private const string Rejected = "The e-mail address or the password is wrong. After five wrong passwords the account is locked for "
        + "five minutes.";

    private const string CodeRejected = "The code is wrong or was used already. After five wrong passwords or codes the account is locked for five minutes.";

    /// <summary>Checks a password.</summary>
    /// <returns>
    /// The account. An unknown address, a wrong password and a locked account are one error, <see cref="RequestError.Unauthorized"/>; an address of a domain that is
    /// bound to a provider is <see cref="RequestError.Forbidden"/>.
    /// </returns>
    public async Task<Result<PortalUser, RequestError>> CheckPasswordAsync(Input<SignInRequest> input, CancellationToken cancellationToken)
    {
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var (email, password) = (input.Request.Email!.Trim(), input.Request.Password!);
        if (await lockout.CountAttemptAsync(email, cancellationToken) is { } wait) return new RequestError.RateLimited(wait);
        if (providers.FindObstacle(email) is { } bound) return bound;
        using var hashing = await attempts.WaitToHashAsync(cancellationToken);
        if (hashing is null) return new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
        if (await FindAsync(email, password, cancellationToken) is not { } user) return new RequestError.Unauthorized(Rejected);

        // The account can have another spelling than the one that was typed.
        return providers.FindObstacle(user.Email) is { } boundToo ? boundToo : user;
    }

    /// <summary>Checks a code of the second factor. A wrong one counts towards the lockout, as a wrong password does.</summary>
    public async Task<RequestError?> CheckCodeAsync(PortalUser user, string code, CancellationToken cancellationToken)
    {
        if (!lockout.Applies(user))
        {
            if (await factors.VerifyAsync(user.UserId, code, cancellationToken)) return null;
            await RejectAsync(user, cancellationToken);
        }

        return new RequestError.Unauthorized(CodeRejected);
    }

    /// <summary>A right password does not reset the count of failures before the code was right, too: otherwise a thief of the password could guess codes without end.</summary>
    private async Task<PortalUser?> FindAsync(string email, Secret password, CancellationToken cancellationToken)
    {
        var user = await accounts.FindAsync(email, cancellationToken);
        if (user is null || lockout.Applies(user))
        {
            decoys.Complete(password, checkedHash: null);
            return null;
        }

        var hash = user.PasswordHash;
        if (await users.CheckPasswordAsync(user, password.Reveal())) return user;
        decoys.Complete(password, hash);
        await RejectAsync(user, cancellationToken);
        return null;
    }

    /// <summary>Counts a failure towards the lockout, which also bounds how many of them are in the audit log.</summary>
    private async Task RejectAsync(PortalUser user, CancellationToken cancellationToken)
    {
        await lockout.CountFailureAsync(user);
        await audit.AppendAsync(user.UserId, new AuditEvent(AuditActions.SignInRejected, user.UserId.ToString()), cancellationToken);
    }
}
