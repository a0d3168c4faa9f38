using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// What all requests to an endpoint have in common, made once: the addresses, the credential's header, the model's name as JSON.
/// </summary>
internal sealed class UpstreamAddress
{
    private static readonly ConditionalWeakTable<ModelEndpoint, UpstreamAddress> Known = [];

    private readonly ConcurrentDictionary<string, Uri> addresses = new(StringComparer.Ordinal);
    private readonly string baseUrl;

    private UpstreamAddress(ModelEndpoint endpoint)
    {
        baseUrl = endpoint.Provider.BaseUrl.AbsoluteUri.TrimEnd('/');
        Key = endpoint.Provider.Credential?.Reveal();
        Bearer = Key is null ? null : $"Bearer {Key}";
        Model = JsonSerializer.SerializeToUtf8Bytes(endpoint.Model);
    }

    /// <summary>The credential alone, as some dialects want it.</summary>
    public string? Key { get; }

    /// <summary>The value of an <c>Authorization</c> header.</summary>
    public string? Bearer { get; }

    /// <summary>The model's name at this provider, a JSON string.</summary>
    public byte[] Model { get; }

    /// <summary>The address of a path of a dialect at this provider, made once per path.</summary>
    /// <param name="path">Follows the provider's base address; begins with a slash. A constant: each path is kept.</param>
    public Uri At(string path) => addresses.GetOrAdd(path, static (path, baseUrl) => new Uri(baseUrl + path), baseUrl);

    public static UpstreamAddress Of(ModelEndpoint endpoint) => Known.GetValue(endpoint, static endpoint => new UpstreamAddress(endpoint));
}
