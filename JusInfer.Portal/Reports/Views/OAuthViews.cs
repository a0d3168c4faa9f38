using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Tokens;

namespace JusInfer.Portal.Reports.Views;

/// <summary>What is protected, and who issues tokens for it (RFC 9728).</summary>
internal sealed record ProtectedResourceView(
    string Resource, ImmutableArray<string> AuthorizationServers, ImmutableArray<string> ScopesSupported, ImmutableArray<string> BearerMethodsSupported, string ResourceName, string ResourceDocumentation)
{
    public static ProtectedResourceView From(string issuer) =>
        new(issuer + OAuthPaths.Resource, [issuer], OAuthScopes.All, ["header"], "JusInfer", $"{issuer}/docs/mcp/");
}

/// <summary>The authorization server (RFC 8414).</summary>
internal sealed record AuthorizationServerView(
    string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string RegistrationEndpoint, string RevocationEndpoint, string ServiceDocumentation)
{
    public ImmutableArray<string> ScopesSupported { get; } = OAuthScopes.All;

    public ImmutableArray<string> ResponseTypesSupported { get; } = ["code"];

    public ImmutableArray<string> ResponseModesSupported { get; } = ["query"];

    public ImmutableArray<string> GrantTypesSupported { get; } = ["authorization_code", "refresh_token"];

    public ImmutableArray<string> TokenEndpointAuthMethodsSupported { get; } = ["none"];

    public ImmutableArray<string> RevocationEndpointAuthMethodsSupported { get; } = ["none"];

    public ImmutableArray<string> CodeChallengeMethodsSupported { get; } = ["S256"];

    public bool AuthorizationResponseIssParameterSupported { get; } = true;

    public static AuthorizationServerView From(string issuer) => new(
        issuer, issuer + OAuthPaths.Authorize, issuer + OAuthPaths.Token, issuer + OAuthPaths.Register, issuer + OAuthPaths.Revoke, $"{issuer}/docs/mcp/");
}

/// <summary>A registered client (RFC 7591).</summary>
internal sealed record OAuthClientView(string ClientId, long ClientIdIssuedAt, string ClientName, ImmutableArray<string> RedirectUris)
{
    public string TokenEndpointAuthMethod { get; } = "none";

    public ImmutableArray<string> GrantTypes { get; } = ["authorization_code", "refresh_token"];

    public ImmutableArray<string> ResponseTypes { get; } = ["code"];
}

/// <summary>The tokens of a client (RFC 6749, section 5.1).</summary>
internal sealed record OAuthTokensView(string AccessToken, long ExpiresIn, string RefreshToken, string Scope)
{
    public string TokenType { get; } = "Bearer";

    public static OAuthTokensView From(TokenPair pair) =>
        new(pair.Access.Reveal(), (long)pair.ExpiresIn.TotalSeconds, pair.Refresh.Reveal(), pair.Who.Grant?.Scope ?? throw new InvalidOperationException("The tokens of a client have a grant."));
}

/// <summary>An error (RFC 6749, section 5.2).</summary>
internal sealed record OAuthErrorView(string Error, string ErrorDescription);

/// <summary>The JSON form of the responses, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProtectedResourceView))]
[JsonSerializable(typeof(AuthorizationServerView))]
[JsonSerializable(typeof(OAuthClientView))]
[JsonSerializable(typeof(OAuthTokensView))]
[JsonSerializable(typeof(OAuthErrorView))]
internal sealed partial class OAuthJson : JsonSerializerContext;
