using System.Collections.Immutable;
using System.Security.Cryptography;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>Sets up, checks and removes the authenticator app and the recovery codes of accounts. <see cref="Passkeys.PasskeyService"/> is about the other second factor.</summary>
internal sealed class SecondFactorService(
    ISecondFactorStore store, SecurityMails mails, IDataProtectionProvider protection, TimeProvider time,
    [MachineTime] TimeProvider machine)
{
    private const string Late =
        "The key was valid for ten minutes, and until the password changed. Delete it from your app, and start again with a new one.";

    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Accounts.SecondFactors");

    public Task<bool> IsEnabledAsync(UserId user, CancellationToken cancellationToken) => store.IsEnabledAsync(user, cancellationToken);

    /// <summary>Whether the account has a confirmed authenticator app.</summary>
    public async Task<bool> HasAppAsync(UserId user, CancellationToken cancellationToken) => await store.FindAsync(user, cancellationToken) is { ConfirmedAt: not null };

    /// <summary>The number of unused recovery codes.</summary>
    public Task<int> CountRecoveryCodesAsync(UserId user, CancellationToken cancellationToken) => store.CountRecoveryCodesAsync(user, cancellationToken);

    /// <summary>Begins the set-up with a new secret. The caller has checked the password.</summary>
    /// <param name="user">The account.</param>
    /// <param name="email">Its address, which the app shows.</param>
    /// <param name="stamp">What ends the set-up if it changes: its security stamp, which a new password replaces, and the session.</param>
    /// <param name="cancellationToken">Canceled when the browser disconnects.</param>
    /// <returns>Null if the account has an authenticator app.</returns>
    public async Task<Enrollment?> BeginAsync(UserId user, string email, string stamp, CancellationToken cancellationToken)
    {
        if (await HasAppAsync(user, cancellationToken)) return null;
        var secret = Totp.NewSecret();
        return Enrollment.Create(email, secret, new EnrollmentTicket(user.Value, stamp, secret).Protect(protection, time.GetUtcNow()));
    }

    /// <summary>What was shown when the set-up began, after a wrong code; null if that was too long ago.</summary>
    public Enrollment? Find(UserId user, string email, string stamp, Secret ticket) =>
        Open(user, stamp, ticket) is { } open ? Enrollment.Create(email, open.Secret, ticket) : null;

    /// <summary>Completes the set-up with the first code of the app.</summary>
    /// <returns>The recovery codes, which are shown once.</returns>
    public async Task<Result<ImmutableArray<Secret>, RequestError>> ConfirmAsync(
        UserId user, string stamp, Secret ticket, string code, CancellationToken cancellationToken)
    {
        if (Open(user, stamp, ticket) is not { } open) return new RequestError.Forbidden(Late);
        if (Totp.FindStep(open.Secret, Digits(code), machine.GetUtcNow()) is not { } step)
        {
            return new RequestError.Invalid(new ValidationErrors().Add(
                "code", "code is not the one that the app shows now. Check that the clock of your device is right."));
        }

        var codes = RecoveryCodes.New();
        var factor = new SecondFactor(user, protector.Protect(open.Secret), time.GetUtcNow(), step);
        if (!await store.AddAsync(factor, HashesOf(codes), cancellationToken))
            return new RequestError.Conflict("The second factor of this account is set up already.");
        await mails.SendAsync(user, SecurityChange.AppAdded, CancellationToken.None);
        return codes;
    }

    /// <summary>Checks a code of the app or a recovery code. Each is accepted once.</summary>
    public async Task<bool> VerifyAsync(UserId user, string code, CancellationToken cancellationToken)
    {
        if (Digits(code) is { Length: Totp.Digits } digits)
        {
            return await store.FindAsync(user, cancellationToken) is { ConfirmedAt: not null } factor && OpenSecret(factor) is { } secret
                && Totp.FindStep(secret, digits, machine.GetUtcNow()) is { } step
                && await store.UseStepAsync(user, step, cancellationToken);
        }

        if (!await store.UseRecoveryCodeAsync(user, RecoveryCodes.HashOf(code), cancellationToken)) return false;
        await mails.SendAsync(user, SecurityChange.RecoveryCodeUsed, CancellationToken.None);
        return true;
    }

    /// <summary>Replaces the recovery codes. The caller has checked the password.</summary>
    public async Task<ImmutableArray<Secret>> ReplaceRecoveryCodesAsync(UserId user, CancellationToken cancellationToken)
    {
        var codes = RecoveryCodes.New();
        await store.ReplaceRecoveryCodesAsync(user, HashesOf(codes), cancellationToken);
        await mails.SendAsync(user, SecurityChange.RecoveryCodesReplaced, CancellationToken.None);
        return codes;
    }

    /// <summary>Removes the authenticator app. The caller has checked the password.</summary>
    public async Task RemoveAsync(UserId user, CancellationToken cancellationToken)
    {
        await store.RemoveAsync(user, cancellationToken);
        await mails.SendAsync(user, SecurityChange.AppRemoved, CancellationToken.None);
    }

    private EnrollmentTicket? Open(UserId user, string stamp, Secret ticket) =>
        EnrollmentTicket.Open(ticket.Reveal(), protection, time.GetUtcNow()) is { } open && open.User == user.Value && open.Stamp == stamp
            ? open
            : null;

    /// <summary>Null if the Data Protection key that encrypted it is missing. Recovery codes still work then.</summary>
    private byte[]? OpenSecret(SecondFactor factor)
    {
        try
        {
            return protector.Unprotect(factor.Secret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Apps show codes in two groups, so that people type a space.</summary>
    private static string Digits(string code) => string.Concat(code.Where(static character => !char.IsWhiteSpace(character)));

    private static byte[][] HashesOf(ImmutableArray<Secret> codes) => [.. codes.Select(static code => RecoveryCodes.HashOf(code.Reveal()))];
}
