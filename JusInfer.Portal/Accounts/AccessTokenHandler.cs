using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Authenticates callers of the control plane by access token, and sets the feature <see cref="SignedIn"/>. Failures are problem details
/// (RFC 9457) that say what to do. Calls above the limits of <see cref="CallLimiter"/> are rejected before the store is read.
/// </summary>
internal sealed class AccessTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessTokens tokens,
    CallLimiter calls,
    SignedInResolver resolver)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    private string failure = "Sign in: this call requires an access token from POST /v1/auth/login as 'Authorization: Bearer <access token>'.";
    private RequestError? limit;
    private bool lacksSecondFactor;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();

        var text = header[Bearer.Length..].Trim();
        return await tokens.CheckAsync(text, Context.RequestAborted) switch
        {
            AccessTokenCheck.Valid(var claims) => await AuthenticateAsync(claims),
            AccessTokenCheck.Expired => Fail("The access token has expired; get a new one from POST /v1/auth/refresh."),
            _ when text.StartsWith("jinf_", StringComparison.Ordinal) =>
                Fail("This is an API key, which is for model calls. The control plane requires an access token from POST /v1/auth/login."),
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

        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        await Problem(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", failure);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem(StatusCodes.Status403Forbidden, "FORBIDDEN", "You are not allowed to do this.");

    private async Task<AuthenticateResult> AuthenticateAsync(SessionClaims claims)
    {
        limit = calls.Count(claims.User);
        if (limit is not null) return Fail(limit.Reason);
        if (!(await calls.WaitToRunAsync(claims.User, Context.RequestAborted)).TryGet(out var lease, out limit)) return Fail(limit.Reason);
        Context.Response.RegisterForDispose(lease);
        Context.Features.Set(lease);
        if (await resolver.ResolveAsync(claims, Context.RequestAborted) is not { } who)
        {
            lacksSecondFactor = await resolver.LacksSecondFactorAsync(claims, Context.RequestAborted);
            return Fail("The session of this access token has ended, or its account no longer exists or is in no team. Sign in with POST /v1/auth/login.");
        }

        Context.Features.Set(who);
        var identity = new ClaimsIdentity(claims.ToClaims(), Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private AuthenticateResult Fail(string reason)
    {
        failure = reason;
        return AuthenticateResult.Fail(reason);
    }

    private Task Problem(int status, string code, string detail, params KeyValuePair<string, object?>[] more) =>
        Results.Problem(detail, statusCode: status, extensions: [new("code", code), .. more]).ExecuteAsync(Context);
}
