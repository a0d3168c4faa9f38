using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.External;

/// <summary>A provider in <c>Accounts:ExternalSignIn:Providers</c>, with whose accounts people can sign in.</summary>
internal sealed record ExternalProviderOptions
{
    public const int MaxNameLength = 32;

    /// <summary>Its name in addresses: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    public required ExternalProviderType Type { get; init; }

    /// <summary>Its name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The issuer, or the address of GitHub, without a trailing slash.</summary>
    public required string Authority { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null for a public client, which PKCE alone protects.</summary>
    public Secret? ClientSecret { get; init; }

    public required ImmutableArray<string> Scopes { get; init; }

    /// <summary>The domains whose addresses sign in with this provider only.</summary>
    public ImmutableArray<string> Domains { get; init; } = [];

    /// <summary>The authentication scheme.</summary>
    public string Scheme => $"external-{Name}";

    /// <summary>The path that begins a sign-in.</summary>
    public string StartPath => $"{ExternalSignInEndpoints.Path}/{Name}";

    /// <summary>The path to which the provider returns browsers. It is registered there.</summary>
    public string CallbackPath => $"{StartPath}/callback";
}
