using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Authenticates callers of the control plane by access token or, at endpoints with <see cref="AllowsKeys"/> and <see cref="AllowsGrants"/>, by key or the token of an OAuth client, and sets the feature
/// <see cref="SignedIn"/>. Failures are problem details (RFC 9457) that say what to do. Calls above the limits of <see cref="CallLimiter"/> are rejected before the store is read.
/// </summary>
internal sealed class AccessTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessTokens tokens,
    CallLimiter calls,
    SignedInResolver resolver,
    KeySignIn keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";
    private const string Ended = "The session of this access token has ended, or its account no longer exists or is no longer in its team. Sign in with POST /v1/auth/login.";

    private string failure = "Sign in: this call requires an access token from POST /v1/auth/login as 'Authorization: Bearer <access token>'.";
    private RequestError? limit;
    private bool lacksSecondFactor;
    private bool isForbidden;

    private AllowsKeys? AllowedKeys => Context.GetEndpoint()?.Metadata.GetMetadata<AllowsKeys>();

    private bool AreGrantsAllowed => Context.GetEndpoint()?.Metadata.GetMetadata<AllowsGrants>() is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            if (AllowedKeys is { Scope: null }) failure = KeySignIn.NeedsKey;
            return AuthenticateResult.NoResult();
        }

        var text = header[Bearer.Length..].Trim();
        if (text.StartsWith(KeyFormat.Prefix, StringComparison.Ordinal)) return await AuthenticateKeyAsync(text);
        var audience = TokenAudience.ControlPlane;
        var check = await tokens.CheckAsync(text, audience, Context.RequestAborted);
        if (check is AccessTokenCheck.Invalid && AreGrantsAllowed)
        {
            audience = TokenAudience.Mcp;
            check = await tokens.CheckAsync(text, audience, Context.RequestAborted);
        }

        return check switch
        {
            AccessTokenCheck.Valid(var claims) => await AuthenticateAsync(claims, audience),
            AccessTokenCheck.Expired => Fail("The access token has expired; get a new one from POST /v1/auth/refresh."),
            _ => Fail("This is not an access token of this installation; get one from POST /v1/auth/login."),
        };
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((limit ?? calls.CountAnonymous(Context)) is RequestError.RateLimited limited)
        {
            Response.Headers.RetryAfter = limited.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            await Problem(StatusCodes.Status429TooManyRequests, "RATE_LIMIT", limited.Reason, KeyValuePair.Create<string, object?>("retry_after", limited.RetryAfterSeconds));
            return;
        }

        if (lacksSecondFactor)
        {
            await Problem(StatusCodes.Status403Forbidden, "SECOND_FACTOR_REQUIRED", SignedInResolver.EnrollmentMissing);
            return;
        }

        if (isForbidden)
        {
            await Problem(StatusCodes.Status403Forbidden, "FORBIDDEN", failure);
            return;
        }

        Response.Headers[HeaderNames.WWWAuthenticate] = AreGrantsAllowed ? OAuthPaths.ChallengeOf(Request) : "Bearer";
        await Problem(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", failure);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem(StatusCodes.Status403Forbidden, "FORBIDDEN", "You are not allowed to do this.");

    private async Task<AuthenticateResult> AuthenticateAsync(SignInClaims claims, TokenAudience audience)
    {
        if (!await MayRunAsync(claims.User)) return Fail(limit!.Reason);
        if (await resolver.ResolveAsync(claims, Context.RequestAborted) is not { } who)
        {
            lacksSecondFactor = await resolver.LacksSecondFactorAsync(claims, Context.RequestAborted);
            return Fail(Ended);
        }

        // A token is for the control plane or for the session of a grant. The audience tells them apart already.
        if ((who.Grant is not null) != (audience is TokenAudience.Mcp)) return Fail(Ended);
        return Succeed(who, claims.ToClaims());
    }

    private async Task<AuthenticateResult> AuthenticateKeyAsync(string text)
    {
        if (AllowedKeys is not { } allowed) return Fail(KeySignIn.NeedsAccessToken);
        var found = await keys.FindAsync(text, allowed.Scope, Context);
        if (!found.TryGet(out var who, out var error))
        {
            isForbidden = error is RequestError.Forbidden;
            return Fail(error.Reason);
        }

        return await MayRunAsync(who.UserId) ? Succeed(who, []) : Fail(limit!.Reason);
    }

    /// <summary>Counts a call, and waits for the account's other ones of its kind; false if it is above the <see cref="limit"/>.</summary>
    private async Task<bool> MayRunAsync(UserId user)
    {
        limit = calls.Count(user);
        if (limit is not null) return false;
        if (!(await calls.WaitToRunAsync(user, Request.Method, Context.RequestAborted)).TryGet(out var lease, out limit)) return false;
        Context.Response.RegisterForDispose(lease);
        Context.Features.Set(lease);
        return true;
    }

    private AuthenticateResult Succeed(SignedIn who, IEnumerable<Claim> claims)
    {
        Context.Features.Set(who);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name));
    }

    private AuthenticateResult Fail(string reason)
    {
        failure = reason;
        return AuthenticateResult.Fail(reason);
    }

    private Task Problem(int status, string code, string detail, params KeyValuePair<string, object?>[] more) =>
        Results.Problem(detail, statusCode: status, extensions: [new("code", code), .. more]).ExecuteAsync(Context);
}
