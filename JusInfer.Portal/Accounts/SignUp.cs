using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>Creates accounts: a user together with a team that they own or, with an invitation, with a membership of an existing team.</summary>
internal sealed class SignUp(
    UserManager<PortalUser> users,
    TeamFounder founder,
    Joining joining,
    SetupToken setup,
    FirstOperator firstOperator,
    SignedInResolver resolver,
    EmailVerification verification,
    AttemptLimiter attempts,
    SignUpPolicy policy,
    TimeProvider time)
{
    private const string Taken = "This e-mail address already has an account; sign in instead.";

    /// <summary>Who may sign up. <see cref="RegisterAsync"/> enforces it. The setup link works in every mode.</summary>
    public SignUpMode Mode => policy.Mode;

    public async Task<Result<SignedIn, RequestError>> RegisterAsync(Input<SignUpRequest> input, CancellationToken cancellationToken)
    {
        var (email, password) = (input.Request.Email?.Trim() ?? "", input.Request.Password);
        if (attempts.Count(email) is { } wait) return new RequestError.RateLimited(wait);
        using var hashing = await attempts.WaitToHashAsync(cancellationToken);
        if (!hashing.IsAcquired) return new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
        var setupToken = input.Request.SetupToken;
        if (setupToken is not null && !await setup.IsValidAsync(setupToken, cancellationToken))
            return new RequestError.Forbidden(SetupToken.Invalid);
        if (Mode is SignUpMode.Closed && setupToken is null)
            return new RequestError.Forbidden("Sign-up is closed on this installation; ask its operator.");
        var open = input.Request.Invite is { } token ? await joining.FindAsync(token, cancellationToken) : null;
        if (input.Request.Invite is not null && open is null) return new RequestError.Forbidden(Joining.Gone);
        if (Mode is SignUpMode.Invite && open is null && setupToken is null)
            return new RequestError.Forbidden("Sign-up is by invitation; ask an owner of your team for one.");

        if (EmailAddress.IsValid(email) && await users.FindByEmailAsync(email) is not null)
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
        if (!await TryStoreAsync(user, password!))
        {
            input.AddError(nameof(SignUpRequest.Email), Taken);
            return new RequestError.Invalid(input.Errors);
        }

        if (!await TryPlaceAsync(user, input.Request.Team, open?.Invitation, cancellationToken))
            return new RequestError.Forbidden(Joining.Gone);
        if (setupToken is not null && await firstOperator.ClaimAsync(user.UserId, setupToken, cancellationToken) is { } refused)
            return refused;

        await verification.SendAsync(user, cancellationToken);
        var who = await resolver.FindAsync(user.UserId, cancellationToken);
        return who ?? throw new InvalidOperationException("The account that was just stored cannot be found.");
    }

    /// <summary>
    /// Stores the user; false if the address is taken. Of two concurrent sign-ups, the store's unique index accepts one and throws for
    /// the other.
    /// </summary>
    private async Task<bool> TryStoreAsync(PortalUser user, Secret password)
    {
        IdentityResult result;
        try
        {
            result = await users.CreateAsync(user, password.Reveal());
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
            if (invitation is null) await founder.FoundAsync(user, team, cancellationToken);
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
