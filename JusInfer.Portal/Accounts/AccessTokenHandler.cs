using System.Security.Claims;
using System.Text.Encodings.Web;
using JusInfer.Portal.Accounts.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Admits callers of the control plane by access token, and leaves the <see cref="SignedIn"/> with the call. Every refusal is problem
/// details (RFC 9457) that says what to do.
/// </summary>
internal sealed class AccessTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessTokens tokens,
    SignedInResolver resolver)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    private string refusal = "Sign in: this call takes an access token from POST /v1/auth/login as 'Authorization: Bearer <access token>'.";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();

        var text = header[Bearer.Length..].Trim();
        return await tokens.CheckAsync(text, Context.RequestAborted) switch
        {
            AccessTokenCheck.Valid(var user) => await AdmitAsync(user),
            AccessTokenCheck.Expired => Refuse("The access token has expired; get a new one from POST /v1/auth/refresh."),
            _ when text.StartsWith("jinf_", StringComparison.Ordinal) =>
                Refuse("This is an API key, which calls models. The control plane takes an access token from POST /v1/auth/login."),
            _ => Refuse("This is no access token of this installation; get one from POST /v1/auth/login."),
        };
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        await Problem(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", refusal);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem(StatusCodes.Status403Forbidden, "FORBIDDEN", "This is not yours to do.");

    private async Task<AuthenticateResult> AdmitAsync(UserId user)
    {
        if (await resolver.ResolveAsync(user, Context.RequestAborted) is not { } who)
            return Refuse("The account behind this access token is gone, or in no team any more.");

        Context.Features.Set(who);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Value.ToString())], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private AuthenticateResult Refuse(string sentence)
    {
        refusal = sentence;
        return AuthenticateResult.Fail(sentence);
    }

    private Task Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: [new("code", code)]).ExecuteAsync(Context);
}
