using System.Collections.Immutable;
using System.Net;

namespace JusInfer.Portal.Accounts.External;

/// <summary>The providers of this installation, in the order of the settings.</summary>
internal sealed class ExternalProviders : IDisposable
{
    private readonly ImmutableArray<IExternalProvider> all;

    public ExternalProviders(AccountsOptions options, ProviderClient client, [MachineTime] TimeProvider time) => all =
    [
        .. options.ExternalProviders.Select(provider => provider.Type is ExternalProviderType.GitHub
            ? (IExternalProvider)new GitHubProvider(provider, client)
            : new OpenIdConnectProvider(provider, client, time)),
    ];

    public IEnumerable<ExternalProviderOptions> All => all.Select(static provider => provider.Options);

    /// <summary>Whether an address can be trusted to be the provider's: HTTPS, or this machine.</summary>
    public static bool IsSecure(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp && (address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip))));

    /// <summary>The provider with this name in addresses.</summary>
    public ExternalProviderOptions? Find(string? name) => All.FirstOrDefault(provider => provider.Name == name);

    public IExternalProvider OfScheme(string scheme) => all.First(provider => provider.Options.Scheme == scheme);

    /// <summary>The provider that an issuer belongs to; null if it is no longer in the settings.</summary>
    public ExternalProviderOptions? OfIssuer(string issuer) => All.FirstOrDefault(provider => provider.Authority == issuer.TrimEnd('/'));

    /// <summary>The provider that addresses of this domain have to sign in with; null if the domain is not bound.</summary>
    public ExternalProviderOptions? BoundTo(string? email)
    {
        if (email is null) return null;
        var domain = EmailAddress.DomainOf(email);
        return All.FirstOrDefault(provider => provider.Domains.Contains(domain, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Why an address cannot use a password or a passkey: its domain is bound. The answer depends on the domain only, so that it says nothing about accounts.</summary>
    public RequestError? FindObstacle(string? email) => BoundTo(email) is { } provider ? ObstacleOf(email!, provider) : null;

    /// <summary>Why an address cannot sign in with a provider: its domain is bound to another one.</summary>
    public RequestError? FindObstacle(string? email, ExternalProviderOptions provider) => BoundTo(email) is { } bound && bound != provider ? ObstacleOf(email!, bound) : null;

    public void Dispose()
    {
        foreach (var provider in all.OfType<IDisposable>()) provider.Dispose();
    }

    private static RequestError.Forbidden ObstacleOf(string email, ExternalProviderOptions provider) =>
        new($"Addresses of {EmailAddress.DomainOf(email)} sign in with {provider.DisplayName} on this installation.");
}
