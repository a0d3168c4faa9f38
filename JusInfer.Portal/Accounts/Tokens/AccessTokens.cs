using JusInfer.Portal.Accounts.Sessions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>The result of validating an access token. The nested types are the complete list.</summary>
internal abstract record AccessTokenCheck
{
    private AccessTokenCheck()
    {
    }

    internal sealed record Valid(SignInClaims Claims) : AccessTokenCheck;

    internal sealed record Expired : AccessTokenCheck;

    /// <summary>Not issued by this installation, or modified.</summary>
    internal sealed record Invalid : AccessTokenCheck;
}

/// <summary>Issues and validates access tokens: JWTs (RFC 7519) signed with ES256 that contain only the ids of the user and the session.</summary>
internal sealed class AccessTokens(SigningKeyRing keys, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>By how much the clock of another node, which has issued a token, may be ahead.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private const string Portal = "jusinfer";
    private const string Mcp = "jusinfer:mcp";
    private const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    /// <summary>The media type of an access token (RFC 9068, section 2.1). A token that is signed for another purpose has another one.</summary>
    private const string MediaType = "at+jwt";

    private readonly JsonWebTokenHandler handler = new();

    public Task<Secret> IssueAsync(SignInClaims claims, CancellationToken cancellationToken) => IssueAsync(claims, TokenAudience.ControlPlane, cancellationToken);

    public async Task<Secret> IssueAsync(SignInClaims claims, TokenAudience audience, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Portal,
            Audience = NameOf(audience),
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [JwtRegisteredClaimNames.Sub] = claims.User.ToString(),
                [SignInClaims.Type] = claims.Session.ToString(),
            },
            AdditionalHeaderClaims = new Dictionary<string, object>(StringComparer.Ordinal) { [JwtHeaderParameterNames.Typ] = MediaType },
            SigningCredentials = new SigningCredentials(key, Algorithm),
        };
        return new Secret(handler.CreateToken(descriptor));
    }

    /// <summary>Validates a token for the control plane.</summary>
    public Task<AccessTokenCheck> CheckAsync(string text, CancellationToken cancellationToken) => CheckAsync(text, TokenAudience.ControlPlane, cancellationToken);

    public async Task<AccessTokenCheck> CheckAsync(string text, TokenAudience audience, CancellationToken cancellationToken)
    {
        return KeyIdOf(text) is { } id && await keys.FindAsync(id, cancellationToken) is { } key
            ? await ValidateAsync(text, audience, key)
            : new AccessTokenCheck.Invalid();
    }

    private static string NameOf(TokenAudience audience) => audience is TokenAudience.Mcp ? Mcp : Portal;

    private async Task<AccessTokenCheck> ValidateAsync(string text, TokenAudience audience, ECDsaSecurityKey key)
    {
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = Portal,
            ValidAudience = NameOf(audience),
            ValidTypes = [MediaType],
            IssuerSigningKey = key,
            ValidateLifetime = false,
        };
        if (await UnknownToken.ReadAsync(() => handler.ValidateTokenAsync(text, parameters)) is not { IsValid: true, SecurityToken: JsonWebToken token }
            || !UserId.TryParse(token.Subject, out var user)
            || token.ValidFrom > time.GetUtcNow().UtcDateTime + ClockSkew
            || !SignInSessionId.TryParse(
                token.Claims.FirstOrDefault(static claim => claim.Type == SignInClaims.Type)?.Value, out var session))
            return new AccessTokenCheck.Invalid();
        return time.GetUtcNow().UtcDateTime < token.ValidTo
            ? new AccessTokenCheck.Valid(new SignInClaims(user, session))
            : new AccessTokenCheck.Expired();
    }

    /// <summary>The id of the key that is said to have signed the token; null where the token cannot be read or has another algorithm.</summary>
    private string? KeyIdOf(string text) => UnknownToken.Read(() =>
        handler.CanReadToken(text) && handler.ReadJsonWebToken(text) is { Alg: Algorithm } token ? token.Kid : null);
}
