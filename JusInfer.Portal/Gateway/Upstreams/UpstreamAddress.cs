using System.Runtime.CompilerServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>What every request to an endpoint has in common, made once: its address, its credential's header, its model's name as JSON.</summary>
internal sealed class UpstreamAddress
{
    private static readonly ConditionalWeakTable<ModelEndpoint, UpstreamAddress> Known = [];

    private UpstreamAddress(ModelEndpoint endpoint)
    {
        ChatCompletions = new Uri($"{endpoint.Provider.BaseUrl.AbsoluteUri.TrimEnd('/')}/chat/completions");
        Authorization = endpoint.Provider.Credential is { } credential ? $"Bearer {credential.Reveal()}" : null;
        Model = JsonSerializer.SerializeToUtf8Bytes(endpoint.Model);
        ModelWithUsageOption = [.. Model, .. ",\"stream_options\":{\"include_usage\":true}"u8];
    }

    public Uri ChatCompletions { get; }

    public string? Authorization { get; }

    /// <summary>The model's name at this provider, a JSON string.</summary>
    public byte[] Model { get; }

    /// <summary>The same, followed by the option that makes a stream report its usage.</summary>
    public byte[] ModelWithUsageOption { get; }

    public static UpstreamAddress Of(ModelEndpoint endpoint) => Known.GetValue(endpoint, static endpoint => new UpstreamAddress(endpoint));
}
