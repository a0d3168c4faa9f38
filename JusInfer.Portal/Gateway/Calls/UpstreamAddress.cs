using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The parts that all requests to an endpoint share, created once: addresses, credential header, the model's name as JSON.
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

    /// <summary>The credential without a scheme, for dialects with a header of their own.</summary>
    public string? Key { get; }

    /// <summary>The value of an <c>Authorization</c> header.</summary>
    public string? Bearer { get; }

    /// <summary>The model's name at this provider as a JSON string.</summary>
    public byte[] Model { get; }

    /// <summary>The address of a path at this provider, created once per path.</summary>
    /// <param name="path">The path after the provider's base address, with a leading slash. A constant, because each path is kept.</param>
    public Uri At(string path) => addresses.GetOrAdd(path, static (path, baseUrl) => new Uri(baseUrl + path), baseUrl);

    public static UpstreamAddress From(ModelEndpoint endpoint) =>
        Known.GetValue(endpoint, static endpoint => new UpstreamAddress(endpoint));
}
