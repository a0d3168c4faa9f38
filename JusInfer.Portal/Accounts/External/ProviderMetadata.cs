using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace JusInfer.Portal.Accounts.External;

/// <summary>What an OpenID Connect provider publishes about itself.</summary>
/// <param name="Endpoints">Its endpoints.</param>
/// <param name="UserInfo">Where claims are read that are not in the id token; null if there is no such endpoint.</param>
/// <param name="Keys">The keys with which it signs.</param>
internal sealed record ProviderMetadata(ProviderEndpoints Endpoints, string? UserInfo, ImmutableArray<SecurityKey> Keys)
{
    private const string Path = "/.well-known/openid-configuration";

    /// <summary>Reads the metadata and the keys of a provider (OpenID Connect Discovery 1.0, section 4).</summary>
    public static async Task<Result<ProviderMetadata, ProviderFault>> ReadAsync(ProviderClient client, string authority, CancellationToken cancellationToken)
    {
        if (!(await client.GetAsync(authority + Path, access: null, cancellationToken)).TryGet(out var document, out var fault)) return fault;
        var (issuer, authorization, token, keys) = (TextOf(document, "issuer"), AddressOf(document, "authorization_endpoint"), AddressOf(document, "token_endpoint"), AddressOf(document, "jwks_uri"));
        if (issuer is null || issuer.TrimEnd('/') != authority || issuer.Length > ExternalIdentity.MaxLength)
            return ProviderFault.Rejected($"{authority}{Path} has another issuer than the authority in the settings. Set the authority to the provider's issuer.");
        if (authorization is null || token is null || keys is null)
            return ProviderFault.Rejected($"{authority}{Path} has no authorization_endpoint, token_endpoint or jwks_uri with HTTPS.");
        var endpoints = new ProviderEndpoints(issuer, authorization, token, SecretInBody: !AcceptsBasic(document));
        return (await ReadKeysAsync(client, keys, cancellationToken)).Map(found => new ProviderMetadata(endpoints, AddressOf(document, "userinfo_endpoint"), found));
    }

    private static async Task<Result<ImmutableArray<SecurityKey>, ProviderFault>> ReadKeysAsync(ProviderClient client, string address, CancellationToken cancellationToken)
    {
        if (!(await client.GetAsync(address, access: null, cancellationToken)).TryGet(out var document, out var fault)) return fault;
        try
        {
            return new JsonWebKeySet(document.GetRawText()).Keys.Where(static key => key.Use is null or "" or "sig").Select(KeyOf).OfType<SecurityKey>().ToImmutableArray();
        }
        catch (Exception malformed) when (malformed is ArgumentException or InvalidOperationException or FormatException or CryptographicException)
        {
            return ProviderFault.Rejected($"{address} has no keys that can be read.");
        }
    }

    /// <summary>A public key; null for a key of another kind. A symmetric key would let everyone who can read it sign.</summary>
    private static SecurityKey? KeyOf(JsonWebKey key) => key.Kty switch
    {
        "RSA" => new RsaSecurityKey(new RSAParameters { Modulus = BytesOf(key.N), Exponent = BytesOf(key.E) }) { KeyId = key.Kid },
        "EC" when CurveOf(key.Crv) is { } curve => new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = BytesOf(key.X), Y = BytesOf(key.Y) } })) { KeyId = key.Kid },
        _ => null,
    };

    private static ECCurve? CurveOf(string name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static byte[] BytesOf(string text) => Base64Url.DecodeFromChars(text);

    /// <summary>Basic authentication is the default (section 3).</summary>
    private static bool AcceptsBasic(JsonElement document) =>
        !document.TryGetProperty("token_endpoint_auth_methods_supported", out var methods) || methods.ValueKind is not JsonValueKind.Array
        || methods.EnumerateArray().Any(static method => method.ValueKind is JsonValueKind.String && method.ValueEquals("client_secret_basic"));

    private static string? AddressOf(JsonElement document, string name) =>
        TextOf(document, name) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var address) && ExternalProviders.IsSecure(address) ? text : null;

    private static string? TextOf(JsonElement document, string name) =>
        document.ValueKind is JsonValueKind.Object && document.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
