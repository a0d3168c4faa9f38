using JusInfer.Portal.Accounts.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace JusInfer.Portal.Accounts.External;

/// <summary>Checks id tokens (OpenID Connect Core 1.0, section 3.1.3.7).</summary>
internal static class IdTokens
{
    /// <summary>The fault of a token whose key is not among those of the metadata, or is another one with the same id.</summary>
    public const string WrongSignature = "its signature is wrong";

    /// <summary>How much the clock of a provider may differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>Signatures with a public key. Others could be made by anyone who knows the public key, or by everyone.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>The token, not checked; null if it cannot be read.</summary>
    public static JsonWebToken? Read(Secret token) => UnknownToken.Read(() => new JsonWebTokenHandler() is var handler && handler.CanReadToken(token.Reveal()) ? handler.ReadJsonWebToken(token.Reveal()) : null);

    /// <summary>Checks a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="metadata">The issuer and its keys.</param>
    /// <param name="clientId">For whom the token has to be.</param>
    /// <param name="nonce">What this sign-in sent.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is wrong; null if the token proves who the person is.</returns>
    public static async Task<string?> FindFaultAsync(JsonWebToken token, ProviderMetadata metadata, string clientId, string nonce, DateTimeOffset now) =>
        await UnknownToken.ReadAsync(async () => await CheckAllAsync(token, metadata, clientId, nonce, now) ?? "") is { } fault
            ? (fault.Length == 0 ? null : fault)
            : "it cannot be read";

    private static async Task<string?> CheckAllAsync(JsonWebToken token, ProviderMetadata metadata, string clientId, string nonce, DateTimeOffset now)
    {
        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal)) return "its signature has an algorithm that is not accepted";
        var parameters = new TokenValidationParameters
        {
            IssuerSigningKeys = metadata.Keys,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        };
        if (await UnknownToken.ReadAsync(() => new JsonWebTokenHandler().ValidateTokenAsync(token.EncodedToken, parameters)) is not { IsValid: true })
            return WrongSignature;
        if (token.Issuer != metadata.Endpoints.Issuer) return "another issuer has issued it";
        if (!token.Audiences.Contains(clientId, StringComparer.Ordinal)) return "it is for another client";
        if (ClaimOf(token, "azp") is { } party ? party != clientId : token.Audiences.Skip(1).Any()) return "it was issued to another client";
        if (ClaimOf(token, "exp") is null || token.ValidTo + ClockSkew <= now.UtcDateTime) return "it has expired";
        if (ClaimOf(token, "nbf") is not null && token.ValidFrom - ClockSkew > now.UtcDateTime) return "it is not valid yet";
        if (ClaimOf(token, "nonce") != nonce) return "it has another nonce than this sign-in";
        return ClaimOf(token, "sub") is { Length: > 0 and <= ExternalIdentity.MaxLength } ? null : "it names nobody";
    }

    /// <summary>A claim as text; null if the token does not have it.</summary>
    public static string? ClaimOf(JsonWebToken token, string type) => token.Claims.FirstOrDefault(claim => claim.Type == type)?.Value;
}
