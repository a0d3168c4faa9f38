using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>Creates accounts: a user together with a team that they own or, with an invitation, with a membership of an existing team.</summary>
internal sealed class SignUp(
    UserManager<PortalUser> users,
    AccountLookup accounts,
    TeamCreation creation,
    InvitationAcceptance joining,
    SetupToken setup,
    FirstOperator firstOperator,
    SignedInResolver resolver,
    EmailVerification verification,
    AttemptLimiter attempts,
    ExternalProviders providers,
    ILinkedIdentityStore identities,
    SignUpPolicy policy,
    OperatorOptions operators,
    TimeProvider time)
{
    private const string Taken = "This e-mail address already has an account; sign in instead.";

    /// <summary>Who may sign up. Signing up enforces it. The setup link works in every mode.</summary>
    public SignUpMode Mode => policy.Mode;

    public async Task<Result<SignedIn, RequestError>> RegisterAsync(Input<SignUpRequest> input, CancellationToken cancellationToken)
    {
        var password = input.Request.Password;
        var email = EmailAddress.Canonicalize(input.Request.Email) ?? input.Request.Email?.Trim() ?? "";
        if (attempts.Count(email) is { } wait) return new RequestError.RateLimited(wait);
        if (providers.FindObstacle(email) is { } bound) return bound;
        using var hashing = await attempts.WaitToHashAsync(cancellationToken);
        if (hashing is null) return new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
        var setupToken = input.Request.SetupToken;
        if (setupToken is not null && !await setup.IsValidAsync(setupToken, cancellationToken))
            return new RequestError.Forbidden(SetupToken.Invalid);
        var open = input.Request.Invite is { } token ? await joining.FindAsync(token, cancellationToken) : null;
        if (FindObstacle(input.Request.Invite, open, hasSetupToken: setupToken is not null) is { } obstacle) return obstacle;

        if (await accounts.FindAsync(email, cancellationToken) is not null)
            input.AddError(nameof(SignUpRequest.Email), Taken);
        if (password is not null)
        {
            foreach (var message in PasswordRules.Check(password.Reveal(), email)) input.AddError(nameof(SignUpRequest.Password), message);
        }

        if (open is not null && !open.Invitation.IsFor(email))
            input.AddError(nameof(SignUpRequest.Email), $"{{0}} must be {open.Invitation.Email}, the address that was invited.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var now = time.GetUtcNow();
        var user = new PortalUser { Id = UserId.New(now).Value, UserName = email, Email = email, CreatedAt = now };
        if (!await TryStoreAsync(user, password))
        {
            input.AddError(nameof(SignUpRequest.Email), Taken);
            return new RequestError.Invalid(input.Errors);
        }

        if (!await TryPlaceAsync(user, input.Request.Team, open?.Invitation, cancellationToken))
            return new RequestError.Forbidden(InvitationAcceptance.Gone);
        if (setupToken is not null && await firstOperator.ClaimAsync(user.UserId, setupToken, cancellationToken) is { } refused)
            return refused;

        return await CompleteAsync(user, cancellationToken);
    }

    /// <summary>
    /// Creates an account without a password, for a person whom a provider has authenticated. Its address is verified if the provider says
    /// so; that of an operator only if its domain is bound to the provider, since any other one would appoint operators.
    /// </summary>
    /// <param name="identity">The person, with an address. The caller has checked that its domain is not bound to another provider.</param>
    /// <param name="team">The new team's display name; null for one that is derived from the address.</param>
    /// <param name="invite">The token of an invitation; null without one.</param>
    /// <param name="cancellationToken">Canceled when the browser disconnects.</param>
    public async Task<Result<SignedIn, RequestError>> RegisterAsync(ExternalIdentity identity, string? team, Secret? invite, CancellationToken cancellationToken)
    {
        var email = identity.Email!;
        if (attempts.Count(email) is { } wait) return new RequestError.RateLimited(wait);
        if (await accounts.FindAsync(email, cancellationToken) is not null) return new RequestError.Conflict(Taken);
        var open = invite is null ? null : await joining.FindAsync(invite, cancellationToken);
        if (FindObstacle(invite, open, hasSetupToken: false) is { } obstacle) return obstacle;
        if (open is not null && !open.Invitation.IsFor(email)) return new RequestError.Forbidden($"This invitation is for {open.Invitation.Email}, not for {email}.");
        if (team?.Trim().Length > SignUpRequest.MaxTeamNameLength)
            return new RequestError.Invalid(new ValidationErrors().Add("team", $"team must have at most {SignUpRequest.MaxTeamNameLength} characters."));

        var isBound = providers.BoundTo(email) is { } bound && bound == providers.OfIssuer(identity.Issuer);
        var isVerified = identity.IsEmailVerified && (isBound || !operators.Includes(email));
        var now = time.GetUtcNow();
        var user = new PortalUser
        {
            Id = UserId.New(now).Value,
            UserName = email,
            Email = email,
            EmailConfirmed = isVerified,
            CreatedAt = now,
        };
        if (!await TryStoreAsync(user, password: null)) return new RequestError.Conflict(Taken);
        if (!await identities.AddAsync(user.UserId, new LinkedIdentity(identity.Issuer, identity.Subject, identity.Name), cancellationToken))
        {
            await users.DeleteAsync(user);
            return new RequestError.Conflict("This sign-up has just been completed in another window. Sign in instead.");
        }

        if (isVerified && !isBound) await users.SetAuthenticationTokenAsync(user, "external", ExternalIdentity.VerifiedToken, "true");
        return await TryPlaceAsync(user, team, open?.Invitation, cancellationToken) ? await CompleteAsync(user, cancellationToken) : new RequestError.Forbidden(InvitationAcceptance.Gone);
    }

    private async Task<SignedIn> CompleteAsync(PortalUser user, CancellationToken cancellationToken)
    {
        await verification.SendAsync(user, cancellationToken);
        var who = await resolver.FindAsync(user.UserId, cancellationToken);
        return who ?? throw new InvalidOperationException("The account that was just stored cannot be found.");
    }

    /// <summary>Why a person cannot sign up, whoever they are.</summary>
    private RequestError.Forbidden? FindObstacle(Secret? invite, OpenInvitation? open, bool hasSetupToken)
    {
        if (Mode is SignUpMode.Closed && !hasSetupToken) return new RequestError.Forbidden("Sign-up is closed on this installation; ask its operator.");
        if (invite is not null && open is null) return new RequestError.Forbidden(InvitationAcceptance.Gone);
        return Mode is SignUpMode.Invite && open is null && !hasSetupToken
            ? new RequestError.Forbidden("Sign-up is by invitation; ask an owner of your team for one.")
            : null;
    }

    /// <summary>
    /// Stores the user; false if the address is taken. Of two concurrent sign-ups, the store's unique index accepts one and throws for
    /// the other.
    /// </summary>
    private async Task<bool> TryStoreAsync(PortalUser user, Secret? password)
    {
        IdentityResult result;
        try
        {
            result = password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password.Reveal());
        }
        catch
        {
            if (await users.FindByEmailAsync(user.Email!) is { } other && other.Id != user.Id) return false;
            throw;
        }

        if (result.Succeeded) return true;
        if (result.Errors.All(static error => error.Code.StartsWith("Duplicate", StringComparison.Ordinal))) return false;
        throw new InvalidOperationException(
            $"Identity rejected an account: {string.Join(", ", result.Errors.Select(static error => error.Code))}.");
    }

    /// <summary>
    /// Creates the team or joins that of the invitation; false if the invitation was used in the meantime. The user is deleted if
    /// this fails. If the process is killed before it succeeds, the next sign-in completes the account.
    /// </summary>
    private async Task<bool> TryPlaceAsync(PortalUser user, string? team, Invitation? invitation, CancellationToken cancellationToken)
    {
        try
        {
            if (invitation is null) await creation.CreateAsync(user, team, cancellationToken);
            else if (!await joining.JoinAsync(invitation, user.UserId, cancellationToken))
            {
                await users.DeleteAsync(user);
                return false;
            }

            return true;
        }
        catch
        {
            await users.DeleteAsync(user);
            throw;
        }
    }
}
