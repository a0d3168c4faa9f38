using System.Runtime.CompilerServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// What every request to an endpoint has in common, made once: its addresses, its credential's header, its model's name as JSON.
/// </summary>
internal sealed class UpstreamAddress
{
    private static readonly ConditionalWeakTable<ModelEndpoint, UpstreamAddress> Known = [];

    private UpstreamAddress(ModelEndpoint endpoint)
    {
        var root = endpoint.Provider.BaseUrl.AbsoluteUri.TrimEnd('/');
        ChatCompletions = new Uri($"{root}/chat/completions");
        Messages = new Uri($"{root}/v1/messages");
        CountTokens = new Uri($"{root}/v1/messages/count_tokens");
        Responses = new Uri($"{root}/responses");
        Embeddings = new Uri($"{root}/embeddings");
        Completions = new Uri($"{root}/completions");
        Key = endpoint.Provider.Credential?.Reveal();
        Bearer = Key is null ? null : $"Bearer {Key}";
        Model = JsonSerializer.SerializeToUtf8Bytes(endpoint.Model);
        ModelWithUsageOption = [.. Model, .. ",\"stream_options\":{\"include_usage\":true}"u8];
    }

    public Uri ChatCompletions { get; }

    /// <summary>Anthropic's: its base address is without the version.</summary>
    public Uri Messages { get; }

    public Uri CountTokens { get; }

    public Uri Responses { get; }

    public Uri Embeddings { get; }

    public Uri Completions { get; }

    /// <summary>The credential alone, as some dialects want it.</summary>
    public string? Key { get; }

    /// <summary>The value of an <c>Authorization</c> header.</summary>
    public string? Bearer { get; }

    /// <summary>The model's name at this provider, a JSON string.</summary>
    public byte[] Model { get; }

    /// <summary>The same, followed by the option that makes a stream report its usage.</summary>
    public byte[] ModelWithUsageOption { get; }

    public static UpstreamAddress Of(ModelEndpoint endpoint) => Known.GetValue(endpoint, static endpoint => new UpstreamAddress(endpoint));
}
