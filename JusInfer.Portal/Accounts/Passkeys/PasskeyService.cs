using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.Passkeys;

/// <summary>Adds, checks and removes passkeys (Web Authentication). Identity verifies what browsers send; this class knows whose passkeys they are.</summary>
internal sealed class PasskeyService(
    IPasskeyHandler<PortalUser> handler, UserManager<PortalUser> users, IPasskeyStore store, IRefreshTokenStore tokens, SecurityMails mails,
    IHttpContextAccessor http, IDataProtectionProvider protection, TimeProvider time)
{
    public const int MaxNameLength = 60;

    private const int MaxPasskeys = 20;

    private const string Failed = "The browser did not use a passkey of this account. Try again.";
    private const string Unknown = "No account here has this passkey: it was removed, or is of another portal. Delete it from your device "
        + "or password manager, and use another way to sign in.";
    private const string Theirs = "Another account has this passkey. Use another device or password manager, or remove it there first.";
    private const string Mine = "Your account has this passkey already. To add another one, use another device or password manager.";
    private const string Repeated = "The answer of the passkey was used already. Try again.";
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
        if (await FindOwnerAsync(credential) is { } owner) return new RequestError.Conflict(owner.UserId == user ? Mine : Theirs);
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
            null => new RequestError.Conflict(Mine),
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
        if (!used.Succeeded)
        {
            var isUnknown = IdIn(credential) is not null && await FindOwnerAsync(credential) is null;
            return new RequestError.Unauthorized(isUnknown ? Unknown : Failed);
        }

        if (!await tokens.TryAddAsync(UseOf(state, used.User.UserId), cancellationToken)) return new RequestError.Unauthorized(Repeated);
        await store.UseAsync(used.User.UserId, used.Passkey, cancellationToken);
        return used.User;
    }

    /// <summary>The account with the passkey that the browser names.</summary>
    private async Task<PortalUser?> FindOwnerAsync(string credential) =>
        IdIn(credential) is { } id ? await users.FindByPasskeyIdAsync(id) : null;

    /// <summary>The id of the passkey; null if the text is not what browsers send.</summary>
    private static byte[]? IdIn(string credential)
    {
        try
        {
            using var sent = JsonDocument.Parse(credential);
            if (sent.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("id", out var id)) return null;
            return id.ValueKind is JsonValueKind.String && Base64Url.IsValid(id.GetString())
                ? Base64Url.DecodeFromChars(id.GetString())
                : null;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return null;
        }
    }

    /// <summary>
    /// A challenge is for one signature (Web Authentication, section 13.4.3), also of a passkey whose counter is not compared. The ticket
    /// around it could be written in several ways.
    /// </summary>
    private RefreshToken UseOf(string state, UserId user)
    {
        var now = time.GetUtcNow();
        return new RefreshToken
        {
            Hash = SHA256.HashData(Encoding.UTF8.GetBytes($"passkey {state}")),
            Family = Guid.NewGuid(),
            User = user,
            ExpiresAt = now + PasskeyTicket.Lifetime,
            UsedAt = now,
        };
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
