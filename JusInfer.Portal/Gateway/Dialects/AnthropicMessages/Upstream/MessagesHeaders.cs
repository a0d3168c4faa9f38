using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Sets the headers of a request to Anthropic's API. Version and betas define the form of a body, so the client's headers are sent with the
/// client's body. Unknown betas are passed on too.
/// </summary>
internal static class MessagesHeaders
{
    private const string Version = "anthropic-version";
    private const string Beta = "anthropic-beta";

    /// <summary>The client's headers that are sent.</summary>
    public static string[] Forwarded { get; } = [Version, Beta];

    /// <summary>The version of bodies that the gateway writes.</summary>
    private const string DefaultVersion = "2023-06-01";

    /// <param name="request">The upstream request.</param>
    /// <param name="caller">The client's headers, if the body is the client's.</param>
    /// <param name="address">The upstream address with its credential.</param>
    public static void Set(HttpRequestMessage request, IHeaderDictionary? caller, UpstreamAddress address)
    {
        if (address.Key is { } key) request.Headers.TryAddWithoutValidation("x-api-key", key);
        var version = caller?[Version].ToString();
        request.Headers.TryAddWithoutValidation(Version, string.IsNullOrWhiteSpace(version) ? DefaultVersion : version);
        if (caller?[Beta].ToString() is { Length: > 0 } betas) request.Headers.TryAddWithoutValidation(Beta, betas);
    }
}
