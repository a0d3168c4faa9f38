using System.Collections.Immutable;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.Passkeys;

/// <summary>Adds, checks and removes passkeys (Web Authentication). Identity verifies what browsers send; this class knows whose passkeys they are.</summary>
internal sealed class PasskeyService(
    IPasskeyHandler<PortalUser> handler, IPasskeyStore store, SecurityMails mails, IHttpContextAccessor http, IDataProtectionProvider protection, TimeProvider time)
{
    public const int MaxNameLength = 60;

    private const int MaxPasskeys = 20;

    private const string Failed = "The browser did not use a passkey of this account. Try again.";
    private const string Late = "This took too long. Try again.";

    private HttpContext Http => http.HttpContext ?? throw new InvalidOperationException("Passkeys are used in requests of browsers only.");

    public Task<ImmutableArray<Passkey>> ListAsync(UserId user, CancellationToken cancellationToken) => store.ListAsync(user, cancellationToken);

    /// <summary>Begins to add a passkey to an account.</summary>
    public async Task<PasskeyChallenge> BeginAddingAsync(PortalUser user)
    {
        var options = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Email!, DisplayName = user.Email! }, Http);
        return new PasskeyChallenge(options.CreationOptionsJson, Ticket(options.AttestationState, registers: true));
    }

    /// <summary>Adds the passkey that the browser has created. The caller has checked the password.</summary>
    /// <returns>The recovery codes, which are shown once, if the account had none.</returns>
    public async Task<Result<ImmutableArray<Secret>, RequestError>> AddAsync(
        UserId user, Secret ticket, string credential, string? name, CancellationToken cancellationToken)
    {
        if (Open(ticket, registers: true) is not { } state) return new RequestError.Forbidden(Late);
        if ((await store.ListAsync(user, cancellationToken)).Length >= MaxPasskeys)
            return new RequestError.Conflict("This account has 20 passkeys, which is the limit. Remove one first.");
        var created = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = Http, CredentialJson = credential, AttestationState = state });
        if (!created.Succeeded || created.UserEntity.Id != user.Value.ToString())
            return new RequestError.Invalid(new ValidationErrors().Add("name", "The browser did not create a passkey that this portal accepts. Try again."));

        created.Passkey.Name = string.IsNullOrWhiteSpace(name) ? "Passkey" : name.Trim()[..Math.Min(name.Trim().Length, MaxNameLength)];
        var codes = RecoveryCodes.New();
        var added = await store.AddAsync(user, created.Passkey, [.. codes.Select(static code => RecoveryCodes.HashOf(code.Reveal()))], cancellationToken);
        if (added is not null) await mails.SendAsync(user, SecurityChange.PasskeyAdded, CancellationToken.None);
        return added switch
        {
            null => new RequestError.Conflict("An account has this passkey already."),
            true => codes,
            false => ImmutableArray<Secret>.Empty,
        };
    }

    /// <summary>Begins to use a passkey.</summary>
    /// <param name="user">The account; null for the one that the passkey names.</param>
    public async Task<PasskeyChallenge> BeginUsingAsync(PortalUser? user)
    {
        var options = await handler.MakeRequestOptionsAsync(user!, Http);
        return new PasskeyChallenge(options.RequestOptionsJson, Ticket(options.AssertionState, registers: false));
    }

    /// <summary>Checks the signature of a passkey.</summary>
    /// <returns>The account. <see cref="RequestError.Unauthorized"/> if the passkey is not one of the account that the challenge was for.</returns>
    public async Task<Result<PortalUser, RequestError>> UseAsync(Secret ticket, string credential, CancellationToken cancellationToken)
    {
        if (Open(ticket, registers: false) is not { } state) return new RequestError.Forbidden(Late);
        var used = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = Http, CredentialJson = credential, AssertionState = state });
        if (!used.Succeeded) return new RequestError.Unauthorized(Failed);
        await store.UseAsync(used.User.UserId, used.Passkey, cancellationToken);
        return used.User;
    }

    /// <summary>Removes a passkey. The caller has checked the password.</summary>
    public async Task<bool> RemoveAsync(UserId user, byte[] id, CancellationToken cancellationToken)
    {
        if (!await store.RemoveAsync(user, id, cancellationToken)) return false;
        await mails.SendAsync(user, SecurityChange.PasskeyRemoved, CancellationToken.None);
        return true;
    }

    private Secret Ticket(string? state, bool registers) => new PasskeyTicket(state ?? "", registers).Protect(protection, time.GetUtcNow());

    private string? Open(Secret ticket, bool registers) =>
        PasskeyTicket.Open(ticket.Reveal(), protection, time.GetUtcNow()) is { } open && open.Registers == registers ? open.State : null;
}
