using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Lets people in. The control plane asks <see cref="CheckAsync"/>; pages ask <see cref="PasswordAsync"/>, which sets the cookie too.
/// </summary>
internal sealed class SignIn(
    UserManager<PortalUser> users,
    SignInManager<PortalUser> manager,
    IPasswordHasher<PortalUser> hasher,
    TeamEntry entry,
    AttemptLimiter attempts,
    TimeProvider time)
{
    /// <summary>A hash of nothing that anyone knows, made once in the life of the process.</summary>
    private static string? decoyHash;

    /// <summary>Checks a password; an account that is in no team may bring the token of an invitation to one.</summary>
    public async Task<SignInOutcome> CheckAsync(string email, Secret password, Secret? invitation, CancellationToken cancellationToken)
    {
        if (attempts.Count(email.Trim()) is { } wait) return new SignInOutcome.Throttled(wait);
        return await FindAsync(email.Trim(), password) is { } user
            ? await entry.EnterAsync(user, invitation, cancellationToken)
            : new SignInOutcome.Refused();
    }

    /// <summary>Lets a browser in; to remember is to let the session outlive it.</summary>
    public async Task<SignInOutcome> PasswordAsync(
        string email, Secret password, Secret? invitation, bool remember, CancellationToken cancellationToken)
    {
        var outcome = await CheckAsync(email, password, invitation, cancellationToken);
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

    private async Task<PortalUser?> FindAsync(string email, Secret password)
    {
        var user = await users.FindByEmailAsync(email);
        if (user is null || await users.IsLockedOutAsync(user))
        {
            SpendTheTimeOfACheck(password);
            return null;
        }

        return (await manager.CheckPasswordSignInAsync(user, password.Reveal(), lockoutOnFailure: true)).Succeeded ? user : null;
    }

    /// <summary>An unknown address takes as long to refuse as a wrong password.</summary>
    private void SpendTheTimeOfACheck(Secret password)
    {
        var decoy = new PortalUser { CreatedAt = time.GetUtcNow() };
        var hash = decoyHash ??= hasher.HashPassword(decoy, Guid.NewGuid().ToString());
        hasher.VerifyHashedPassword(decoy, hash, password.Reveal());
    }
}
