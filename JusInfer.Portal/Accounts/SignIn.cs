using System.Security.Claims;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Signs people in by password, passkey or provider and, if they have one, second factor. The control plane calls <see cref="CheckAsync"/>; pages call the others, which also
/// issue the session cookie.
/// </summary>
internal sealed class SignIn(
    UserManager<PortalUser> users,
    SignInManager<PortalUser> manager,
    CredentialCheck credentials,
    SignInTeam entry,
    SignedInResolver resolver,
    SecondFactorService factors,
    PasskeyService passkeys,
    ExternalProviders providers,
    SignInSessions sessions,
    KnownDevices devices,
    AttemptLimiter attempts,
    Lockout lockout,
    IDataProtectionProvider protection,
    TimeProvider time)
{
    private const string TooLate = "This sign-in took too long. Start again.";
    private const string CodeMissing = "This account has a second factor. Send the code that your authenticator app shows, or a recovery code, as code.";

    /// <summary>Checks a password, and the code of an account with a second factor. The token of an invitation joins its team.</summary>
    /// <returns>
    /// An unknown address, a wrong password and a locked account are one error, <see cref="RequestError.Unauthorized"/>. An account without
    /// a team is <see cref="RequestError.Forbidden"/>. A missing code is <see cref="RequestError.SecondFactorRequired"/>, also where the team requires a
    /// second factor that the account does not have.
    /// </returns>
    public async Task<Result<SignedIn, RequestError>> CheckAsync(Input<SignInRequest> input, CancellationToken cancellationToken)
    {
        if (!(await credentials.CheckPasswordAsync(input, cancellationToken)).TryGet(out var user, out var error)) return error;
        var isEnabled = await factors.IsEnabledAsync(user.UserId, cancellationToken);
        if (isEnabled)
        {
            if (input.Request.Code is not { } code) return new RequestError.SecondFactorRequired(CodeMissing);
            if (await credentials.CheckCodeAsync(user, code.Reveal(), cancellationToken) is { } rejected) return rejected;
        }

        var result = input.Request is { Invite: null, TeamId: { } team }
            ? await EnterAsync(user, team, cancellationToken)
            : await EnterAsync(user, input.Request.Invite, cancellationToken);
        if (!result.TryGet(out var who, out _)) return result;
        return await resolver.LacksSecondFactorAsync(who, cancellationToken)
            ? new RequestError.SecondFactorRequired(SignedInResolver.EnrollmentMissing)
            : who with { Method = SignInMethod.Password with { SecondFactor = isEnabled ? SignInMethod.Code : null } };
    }

    /// <summary>Signs a browser in.</summary>
    /// <param name="input">The request; its code is not used.</param>
    /// <param name="remember">Whether the session outlives the browser's.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <returns>As <see cref="CheckAsync"/>. <see cref="RequestError.SecondFactorRequired"/> has a ticket for <see cref="CodeAsync"/>.</returns>
    public async Task<Result<SignedIn, RequestError>> PasswordAsync(
        Input<SignInRequest> input, bool remember, CancellationToken cancellationToken)
    {
        if (!(await credentials.CheckPasswordAsync(input, cancellationToken)).TryGet(out var user, out var error)) return error;
        if (await factors.IsEnabledAsync(user.UserId, cancellationToken)) return TicketFor(user, SignInMethod.Password, remember, input.Request.Invite);
        return await StartSessionAsync(With(SignInMethod.Password, await EnterAsync(user, input.Request.Invite, cancellationToken)), remember, cancellationToken);
    }

    /// <summary>Signs a browser in to the account whose person a provider has authenticated, in place of the password. A lockout does not apply, as with passkeys.</summary>
    /// <param name="user">The account.</param>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="invite">The token of an invitation; null without one.</param>
    /// <param name="cancellationToken">Canceled when the browser disconnects.</param>
    /// <returns>As <see cref="PasswordAsync"/>.</returns>
    public async Task<Result<SignedIn, RequestError>> ExternalAsync(PortalUser user, string provider, Secret? invite, CancellationToken cancellationToken) =>
        await factors.IsEnabledAsync(user.UserId, cancellationToken)
            ? TicketFor(user, new SignInMethod(provider), remember: false, invite)
            : await StartSessionAsync(With(new SignInMethod(provider), await entry.EnterAsync(user, invite, cancellationToken)), remember: false, cancellationToken);

    /// <summary>Completes the sign-in of a browser with the code of the second factor.</summary>
    public async Task<Result<SignedIn, RequestError>> CodeAsync(Secret ticket, string code, CancellationToken cancellationToken)
    {
        if (await OpenAsync(ticket) is not ({ } open, { } user)) return new RequestError.Forbidden(TooLate);
        if (lockout.CountAttempt(user) is { } wait) return new RequestError.RateLimited(wait);
        if (await credentials.CheckCodeAsync(user, code, cancellationToken) is { } rejected) return rejected;
        return await StartConfirmedAsync(user, open, SignInMethod.Code, cancellationToken);
    }

    /// <summary>What the browser needs to complete the sign-in with a passkey; null if the account has none.</summary>
    public async Task<PasskeyChallenge?> BeginPasskeyAsync(Secret ticket, CancellationToken cancellationToken) =>
        await OpenAsync(ticket) is (_, { } user) && !(await passkeys.ListAsync(user.UserId, cancellationToken)).IsEmpty ? await passkeys.BeginUsingAsync(user) : null;

    /// <summary>Completes the sign-in of a browser with a passkey in place of the code.</summary>
    public async Task<Result<SignedIn, RequestError>> PasskeyAsync(Secret ticket, Secret state, string credential, CancellationToken cancellationToken)
    {
        if (await OpenAsync(ticket) is not ({ } open, { } user)) return new RequestError.Forbidden(TooLate);
        if (lockout.CountAttempt(user) is { } wait) return new RequestError.RateLimited(wait);
        if (!(await passkeys.UseAsync(state, credential, cancellationToken)).TryGet(out var owner, out var error)) return error;
        if (owner.Id != user.Id) return new RequestError.Unauthorized("This passkey is one of another account.");
        return await StartConfirmedAsync(user, open, SignInMethod.Passkey.Name, cancellationToken);
    }

    /// <summary>
    /// Signs a browser in with a passkey only: it is two factors, the device and what unlocks it. A lockout does not apply, because passkeys cannot be guessed, and
    /// strangers could lock the account otherwise.
    /// </summary>
    public async Task<Result<SignedIn, RequestError>> PasskeyAsync(Secret state, string credential, Secret? invite, CancellationToken cancellationToken)
    {
        if (attempts.Count() is { } wait) return new RequestError.RateLimited(wait);
        if (!(await passkeys.UseAsync(state, credential, cancellationToken)).TryGet(out var user, out var error)) return error;
        if (providers.FindObstacle(user.Email) is { } bound) return bound;
        return await StartSessionAsync(With(SignInMethod.Passkey, await entry.EnterAsync(user, invite, cancellationToken)), remember: false, cancellationToken);
    }

    /// <summary>Starts a browser's session and issues its cookie.</summary>
    public async Task StartSessionAsync(SignedIn who, bool remember, CancellationToken cancellationToken)
    {
        var user = await users.FindByIdAsync(who.UserId.Value.ToString())
            ?? throw new InvalidOperationException("The account no longer exists.");
        var session = await sessions.StartAsync(who, SignInCookie.Lifetime, cancellationToken);
        devices.Add(who.UserId);
        await manager.SignInWithClaimsAsync(user, remember, [SignInClaims.ClaimOf(session)]);
    }

    /// <summary>Issues the cookie of a browser's session again, because a changed password makes the one that it has invalid.</summary>
    public async Task RenewCookieAsync(PortalUser user, SignInClaims claims)
    {
        var cookie = await manager.Context.AuthenticateAsync(Schemes.Pages);
        await manager.SignInWithClaimsAsync(user, cookie.Properties, [SignInClaims.ClaimOf(claims.Session)]);
    }

    /// <summary>Ends a browser's session and deletes its cookie.</summary>
    public async Task EndSessionAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (SignInClaims.From(principal) is { } claims) await sessions.EndAsync(claims, cancellationToken);
        await manager.SignOutAsync();
    }

    /// <summary>Starts the session of an account whose password and second factor were checked.</summary>
    private async Task<Result<SignedIn, RequestError>> StartConfirmedAsync(PortalUser user, SignInTicket ticket, string factor, CancellationToken cancellationToken)
    {
        var invite = ticket.Invite is null ? null : new Secret(ticket.Invite);
        return await StartSessionAsync(With(new SignInMethod(ticket.Method, factor), await EnterAsync(user, invite, cancellationToken)), ticket.Remember, cancellationToken);
    }

    private RequestError.SecondFactorRequired TicketFor(PortalUser user, SignInMethod method, bool remember, Secret? invite) =>
        new(CodeMissing, new SignInTicket(user.Id, user.SecurityStamp ?? "", method.Name, remember, invite?.Reveal()).Protect(protection, time.GetUtcNow()));

    private static Result<SignedIn, RequestError> With(SignInMethod method, Result<SignedIn, RequestError> entered) =>
        entered.TryGet(out var who, out _) ? who with { Method = method } : entered;

    /// <summary>Null if the ticket has expired or the password has changed.</summary>
    private async Task<(SignInTicket Ticket, PortalUser User)?> OpenAsync(Secret ticket) =>
        SignInTicket.Open(ticket.Reveal(), protection, time.GetUtcNow()) is { } open && await users.FindByIdAsync(open.User.ToString()) is { } user && user.SecurityStamp == open.Stamp
            ? (open, user)
            : null;

    private async Task<Result<SignedIn, RequestError>> StartSessionAsync(
        Result<SignedIn, RequestError> result, bool remember, CancellationToken cancellationToken)
    {
        if (result.TryGet(out var who, out _)) await StartSessionAsync(who, remember, cancellationToken);
        return result;
    }

    private async Task<Result<SignedIn, RequestError>> EnterAsync(PortalUser user, Secret? invite, CancellationToken cancellationToken)
    {
        await lockout.ForgetAsync(user);
        return await entry.EnterAsync(user, invite, cancellationToken);
    }

    private async Task<Result<SignedIn, RequestError>> EnterAsync(PortalUser user, string team, CancellationToken cancellationToken)
    {
        await lockout.ForgetAsync(user);
        return await entry.EnterAsync(user, team, cancellationToken);
    }
}
