using System.Security.Claims;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Signs people in by password. The control plane calls <see cref="CheckAsync"/>; pages call <see cref="PasswordAsync"/>, which also
/// issues the session cookie.
/// </summary>
internal sealed class SignIn(
    UserManager<PortalUser> users,
    SignInManager<PortalUser> manager,
    IPasswordHasher<PortalUser> hasher,
    TeamEntry entry,
    UserSessions sessions,
    AttemptLimiter attempts,
    TimeProvider time)
{
    private const string Rejected = "The e-mail address or the password is wrong. After five wrong passwords the account is locked for "
        + "five minutes.";

    /// <summary>The hash of a random password, computed once per process.</summary>
    private static string? decoyHash;

    /// <summary>Checks a password. An account that is in no team can use the token of an invitation to join one.</summary>
    /// <returns>
    /// An unknown address, a wrong password and a locked account are one error, <see cref="RequestError.Unauthorized"/>. An account without
    /// a team is <see cref="RequestError.Forbidden"/>.
    /// </returns>
    public async Task<Result<SignedIn, RequestError>> CheckAsync(Input<SignInRequest> input, CancellationToken cancellationToken)
    {
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var (email, password) = (input.Request.Email!.Trim(), input.Request.Password!);
        if (attempts.Count(email) is { } wait) return new RequestError.RateLimited(wait);
        using var hashing = await attempts.WaitToHashAsync(cancellationToken);
        if (!hashing.IsAcquired) return new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
        return await FindAsync(email, password) is { } user
            ? await entry.EnterAsync(user, input.Request.Invite, cancellationToken)
            : new RequestError.Unauthorized(Rejected);
    }

    /// <summary>Signs a browser in.</summary>
    /// <param name="input">The request.</param>
    /// <param name="remember">Whether the session outlives the browser's.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async Task<Result<SignedIn, RequestError>> PasswordAsync(
        Input<SignInRequest> input, bool remember, CancellationToken cancellationToken)
    {
        var result = await CheckAsync(input, cancellationToken);
        if (result.TryGet(out var who, out _)) await StartSessionAsync(who, remember, cancellationToken);
        return result;
    }

    /// <summary>Starts a browser's session and issues its cookie.</summary>
    public async Task StartSessionAsync(SignedIn who, bool remember, CancellationToken cancellationToken)
    {
        var user = await users.FindByIdAsync(who.UserId.Value.ToString())
            ?? throw new InvalidOperationException("The account no longer exists.");
        var session = await sessions.StartAsync(who.UserId, SessionCookie.Lifetime, cancellationToken);
        await manager.SignInWithClaimsAsync(user, remember, [SessionClaims.ClaimOf(session)]);
    }

    /// <summary>Issues the cookie of a browser's session again, because a changed password makes the one that it has invalid.</summary>
    public async Task RenewCookieAsync(PortalUser user, SessionClaims claims)
    {
        var cookie = await manager.Context.AuthenticateAsync(Schemes.Pages);
        await manager.SignInWithClaimsAsync(user, cookie.Properties, [SessionClaims.ClaimOf(claims.Session)]);
    }

    /// <summary>Ends a browser's session and deletes its cookie.</summary>
    public async Task EndSessionAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (SessionClaims.Of(principal) is { } claims) await sessions.EndAsync(claims, cancellationToken);
        await manager.SignOutAsync();
    }

    private async Task<PortalUser?> FindAsync(string email, Secret password)
    {
        var user = EmailAddress.IsValid(email) ? await users.FindByEmailAsync(email) : null;
        if (user is null || await users.IsLockedOutAsync(user))
        {
            VerifyDecoy(password);
            return null;
        }

        return (await manager.CheckPasswordSignInAsync(user, password.Reveal(), lockoutOnFailure: true)).Succeeded ? user : null;
    }

    /// <summary>Makes the response for an unknown address take as long as for a wrong password.</summary>
    private void VerifyDecoy(Secret password)
    {
        var decoy = new PortalUser { CreatedAt = time.GetUtcNow() };
        var hash = decoyHash ??= hasher.HashPassword(decoy, Guid.NewGuid().ToString());
        hasher.VerifyHashedPassword(decoy, hash, password.Reveal());
    }
}
