using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>Makes accounts: a user, and a team that they own; or, with an invitation, a place in a team that there is.</summary>
internal sealed partial class SignUp(
    UserManager<PortalUser> users,
    TeamFounder founder,
    Joining joining,
    IOperatorStore operators,
    SignedInResolver resolver,
    AttemptLimiter attempts,
    AccountsOptions options,
    TimeProvider time,
    ILogger<SignUp> logger)
{
    public const int MaxTeamNameLength = 100;

    private const string Taken = "This e-mail address has an account already; sign in instead.";

    /// <summary>Who may sign up here: what the page shows, and <see cref="RegisterAsync"/> holds to.</summary>
    public SignUpMode Mode => options.SignUp;

    public async Task<SignUpOutcome> RegisterAsync(SignUpRequest request, CancellationToken cancellationToken)
    {
        var email = request.Email?.Trim() ?? "";
        if (attempts.Count(email) is { } wait) return new SignUpOutcome.Throttled(wait);
        if (Mode is SignUpMode.Closed) return new SignUpOutcome.Closed("Sign-up is closed here; ask whoever runs this installation.");
        var open = request.Invitation is { } token ? await joining.FindAsync(token, cancellationToken) : null;
        if (request.Invitation is not null && open is null) return new SignUpOutcome.Closed(Joining.Gone);
        if (Mode is SignUpMode.Invite && open is null)
            return new SignUpOutcome.Closed("Sign-up is by invitation; ask an owner of your team for one.");

        var faults = new Faults(request.Unreadable);
        await CheckAsync(email, request, faults);
        if (open is not null && !open.Invitation.IsFor(email))
            faults.Add("email", $"email must be {open.Invitation.Email}, the address that was invited.");
        if (faults.Any) return new SignUpOutcome.Invalid(faults);

        var now = time.GetUtcNow();
        var user = new PortalUser { Id = UserId.New(now).Value, UserName = email, Email = email, CreatedAt = now };
        if (!await TryStoreAsync(user, request.Password)) return new SignUpOutcome.Invalid(faults.Add("email", Taken));
        if (!await TryPlaceAsync(user, request.Team, open?.Invitation, cancellationToken)) return new SignUpOutcome.Closed(Joining.Gone);
        if (await operators.TryClaimFirstAsync(user.UserId, cancellationToken)) LogOperator(user.UserId);

        var who = await resolver.ResolveAsync(user.UserId, cancellationToken);
        return new SignUpOutcome.Done(who ?? throw new InvalidOperationException("The account that was just stored is not to be found."));
    }

    private async Task CheckAsync(string email, SignUpRequest request, Faults faults)
    {
        if (email.Length == 0) faults.Add("email", "email is missing.");
        else if (!EmailAddress.IsOne(email)) faults.Add("email", "email must be an e-mail address, such as ada@example.com.");
        else if (await users.FindByEmailAsync(email) is not null) faults.Add("email", Taken);

        foreach (var sentence in PasswordRules.FaultsOf(request.Password.Reveal(), email)) faults.Add("password", sentence);

        var team = request.Team?.Trim() ?? "";
        if (team.Length > MaxTeamNameLength) faults.Add("team", $"team must be at most {MaxTeamNameLength} characters long.");
        if (team.Any(char.IsControl)) faults.Add("team", "team may not contain control characters.");
    }

    /// <summary>
    /// False where the address is taken. Of two sign-ups at once the store's unique index lets one through and throws at the other.
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
            $"Identity refused an account: {string.Join(", ", result.Errors.Select(static error => error.Code))}.");
    }

    /// <summary>
    /// Takes the user back where the team cannot be stored; false where the invitation was used meanwhile. Should the process be killed in
    /// between, <see cref="SignIn"/> finishes the account.
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

    [LoggerMessage(LogEvents.OperatorClaimed, LogLevel.Information, "User {User} is the first account here, and its operator")]
    private partial void LogOperator(UserId user);
}
