using System.Collections.Immutable;
using System.Security.Cryptography;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>Sets up, checks and removes the authenticator app and the recovery codes of accounts. <see cref="Passkeys.PasskeyService"/> is about the other second factor.</summary>
internal sealed class SecondFactorService(
    ISecondFactorStore store, SecurityMails mails, IDataProtectionProvider protection, [MachineTime] TimeProvider time)
{
    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Accounts.SecondFactors");

    public Task<bool> IsEnabledAsync(UserId user, CancellationToken cancellationToken) => store.IsEnabledAsync(user, cancellationToken);

    /// <summary>Whether the account has a confirmed authenticator app.</summary>
    public async Task<bool> HasAppAsync(UserId user, CancellationToken cancellationToken) => await store.FindAsync(user, cancellationToken) is { ConfirmedAt: not null };

    /// <summary>The number of unused recovery codes.</summary>
    public Task<int> CountRecoveryCodesAsync(UserId user, CancellationToken cancellationToken) => store.CountRecoveryCodesAsync(user, cancellationToken);

    /// <summary>Begins the set-up, or continues one that was not completed, with the same secret. Null if the account has a second factor.</summary>
    public async Task<Enrollment?> BeginAsync(UserId user, string email, CancellationToken cancellationToken)
    {
        await store.StartAsync(user, protector.Protect(Totp.NewSecret()), cancellationToken);
        return await store.FindAsync(user, cancellationToken) is { ConfirmedAt: null } factor ? Enrollment.Create(email, protector.Unprotect(factor.Secret)) : null;
    }

    /// <summary>Completes the set-up with the first code of the app.</summary>
    /// <returns>The recovery codes, which are shown once.</returns>
    public async Task<Result<ImmutableArray<Secret>, RequestError>> ConfirmAsync(UserId user, string code, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(user, cancellationToken) is not { ConfirmedAt: null } factor)
            return new RequestError.Conflict("The second factor of this account is set up already.");
        var now = time.GetUtcNow();
        if (Totp.FindStep(protector.Unprotect(factor.Secret), Digits(code), now) is not { } step)
        {
            return new RequestError.Invalid(new ValidationErrors().Add(
                "code", "code is not the one that the app shows now. Check that the clock of your device is right."));
        }

        var codes = RecoveryCodes.New();
        if (!await store.ConfirmAsync(user, step, now, HashesOf(codes), cancellationToken))
            return new RequestError.Conflict("The second factor of this account is set up already.");
        await mails.SendAsync(user, SecurityChange.AppAdded, CancellationToken.None);
        return codes;
    }

    /// <summary>Checks a code of the app or a recovery code. Each is accepted once.</summary>
    public async Task<bool> VerifyAsync(UserId user, string code, CancellationToken cancellationToken)
    {
        if (Digits(code) is { Length: Totp.Digits } digits)
            return await store.FindAsync(user, cancellationToken) is { ConfirmedAt: not null } factor && OpenSecret(factor) is { } secret && Totp.FindStep(secret, digits, time.GetUtcNow()) is { } step && await store.UseStepAsync(user, step, cancellationToken);
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
