using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>The result of validating an access token. The nested types are the complete list.</summary>
internal abstract record AccessTokenCheck
{
    private AccessTokenCheck()
    {
    }

    internal sealed record Valid(UserId User) : AccessTokenCheck;

    internal sealed record Expired : AccessTokenCheck;

    /// <summary>Not issued by this installation, or modified.</summary>
    internal sealed record Invalid : AccessTokenCheck;
}

/// <summary>Issues and validates access tokens: JWTs (RFC 7519) signed with ES256 that contain only the user id.</summary>
internal sealed class AccessTokens(SigningKeyRing keys, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string Portal = "jusinfer";
    private const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    private readonly JsonWebTokenHandler handler = new();

    // The library shares one ECDsa object per key between threads, although ECDsa is not documented as thread-safe.
    private readonly Lock gate = new();

    public async Task<Secret> IssueAsync(UserId user, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Portal,
            Audience = Portal,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { [JwtRegisteredClaimNames.Sub] = user.ToString() },
            SigningCredentials = new SigningCredentials(key, Algorithm),
        };
        lock (gate) return new Secret(handler.CreateToken(descriptor));
    }

    public async Task<AccessTokenCheck> CheckAsync(string text, CancellationToken cancellationToken)
    {
        if (Read(text) is not { Alg: Algorithm } token || await keys.FindAsync(token.Kid, cancellationToken) is not { } key)
            return new AccessTokenCheck.Invalid();

        var parameters = new TokenValidationParameters
        {
            ValidIssuer = Portal,
            ValidAudience = Portal,
            IssuerSigningKey = key,
            ValidateLifetime = false,
        };
        bool genuine;
        lock (gate) genuine = handler.ValidateToken(text, parameters).IsValid;

        if (!genuine || !UserId.TryParse(token.Subject, out var user)) return new AccessTokenCheck.Invalid();
        return time.GetUtcNow().UtcDateTime < token.ValidTo ? new AccessTokenCheck.Valid(user) : new AccessTokenCheck.Expired();
    }

    private JsonWebToken? Read(string text)
    {
        try
        {
            return handler.CanReadToken(text) && handler.ReadJsonWebToken(text) is { Kid: not null } token ? token : null;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            return null;
        }
    }
}
