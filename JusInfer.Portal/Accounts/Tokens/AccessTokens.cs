using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>What an access token turned out to be. These three are all there are.</summary>
internal abstract record AccessTokenCheck
{
    private AccessTokenCheck()
    {
    }

    internal sealed record Valid(UserId User) : AccessTokenCheck;

    internal sealed record Expired : AccessTokenCheck;

    /// <summary>Not one of ours, or changed on its way.</summary>
    internal sealed record Foreign : AccessTokenCheck;
}

/// <summary>Signs and checks access tokens: JWTs (RFC 7519), ES256, that say who it is and nothing else.</summary>
internal sealed class AccessTokens(SigningKeyRing keys, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string Here = "jusinfer";
    private const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    private readonly JsonWebTokenHandler handler = new();

    // This line of the library keeps one ECDsa object per key and signs with it from all threads, which ECDsa does not promise to bear.
    private readonly Lock gate = new();

    public async Task<Secret> IssueAsync(UserId user, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Here,
            Audience = Here,
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
            return new AccessTokenCheck.Foreign();

        var parameters = new TokenValidationParameters
        {
            ValidIssuer = Here,
            ValidAudience = Here,
            IssuerSigningKey = key,
            ValidateLifetime = false,
        };
        bool genuine;
        lock (gate) genuine = handler.ValidateToken(text, parameters).IsValid;

        if (!genuine || !UserId.TryParse(token.Subject, out var user)) return new AccessTokenCheck.Foreign();
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
