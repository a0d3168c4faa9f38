using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>How a sign-in ended. These three are all there are.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    internal sealed record Done(SignedIn Who) : SignInOutcome;

    /// <summary>No such account, wrong password or locked out: nobody is told which.</summary>
    internal sealed record Refused : SignInOutcome
    {
        public const string Sentence = "The e-mail address or the password is wrong. After five wrong passwords an account rests for five minutes.";
    }

    internal sealed record Throttled(TimeSpan RetryAfter) : SignInOutcome;
}

/// <summary>Lets people in. The control plane asks <see cref="CheckAsync"/>; pages ask <see cref="PasswordAsync"/>, which sets the cookie too.</summary>
internal sealed class SignIn(
    UserManager<PortalUser> users,
    SignInManager<PortalUser> manager,
    IPasswordHasher<PortalUser> hasher,
    TeamFounder founder,
    SignedInResolver resolver,
    AttemptLimiter attempts,
    TimeProvider time)
{
    private static string? decoyHash;

    public async Task<SignInOutcome> CheckAsync(string email, Secret password, CancellationToken cancellationToken)
    {
        var user = await FindAsync(email, password);
        return user switch
        {
            { Wait: { } wait } => new SignInOutcome.Throttled(wait),
            { User: { } found } => new SignInOutcome.Done(await EnterAsync(found, cancellationToken)),
            _ => new SignInOutcome.Refused(),
        };
    }

    /// <summary>Lets a browser in; to remember is to let the session outlive it.</summary>
    public async Task<SignInOutcome> PasswordAsync(string email, Secret password, bool remember, CancellationToken cancellationToken)
    {
        var outcome = await CheckAsync(email, password, cancellationToken);
        if (outcome is SignInOutcome.Done done) await StartSessionAsync(done.Who, remember);
        return outcome;
    }

    /// <summary>Sets the cookie for someone who has just signed up.</summary>
    public async Task StartSessionAsync(SignedIn who, bool remember)
    {
        var user = await users.FindByIdAsync(who.UserId.Value.ToString()) ?? throw new InvalidOperationException("The account is gone.");
        await manager.SignInAsync(user, remember);
    }

    public Task EndSessionAsync() => manager.SignOutAsync();

    private async Task<(PortalUser? User, TimeSpan? Wait)> FindAsync(string email, Secret password)
    {
        if (attempts.Count(email.Trim()) is { } wait) return (null, wait);
        var user = await users.FindByEmailAsync(email.Trim());
        if (user is null || await users.IsLockedOutAsync(user))
        {
            SpendTheTimeOfACheck(password);
            return (null, null);
        }

        var result = await manager.CheckPasswordSignInAsync(user, password.Reveal(), lockoutOnFailure: true);
        return (result.Succeeded ? user : null, null);
    }

    private async Task<SignedIn> EnterAsync(PortalUser user, CancellationToken cancellationToken)
    {
        if (await resolver.ResolveAsync(user.UserId, cancellationToken) is { } who) return who;

        // The process was killed between the two halves of this account's sign-up.
        await founder.FoundAsync(user, name: null, cancellationToken);
        return await resolver.ResolveAsync(user.UserId, cancellationToken) ?? throw new InvalidOperationException("The team that was just stored is not to be found.");
    }

    /// <summary>An unknown address takes as long to refuse as a wrong password.</summary>
    private void SpendTheTimeOfACheck(Secret password)
    {
        var decoy = new PortalUser { CreatedAt = time.GetUtcNow() };
        var hash = decoyHash ??= hasher.HashPassword(decoy, Guid.NewGuid().ToString());
        hasher.VerifyHashedPassword(decoy, hash, password.Reveal());
    }
}
