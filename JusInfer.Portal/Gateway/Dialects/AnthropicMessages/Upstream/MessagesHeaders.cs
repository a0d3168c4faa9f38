using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// The headers of a request to Anthropic's API. Version and betas say in which form a body is written, so those of a caller go with the
/// caller's body; no beta is refused here, known or not.
/// </summary>
internal static class MessagesHeaders
{
    private const string Version = "anthropic-version";
    private const string Beta = "anthropic-beta";

    /// <summary>The one that the gateway writes.</summary>
    private const string Own = "2023-06-01";

    /// <param name="request">What is sent.</param>
    /// <param name="caller">The caller's headers, where the body is the caller's.</param>
    /// <param name="address">Where to, with the credential.</param>
    public static void Set(HttpRequestMessage request, IHeaderDictionary? caller, UpstreamAddress address)
    {
        if (address.Key is { } key) request.Headers.TryAddWithoutValidation("x-api-key", key);
        var version = caller?[Version].ToString();
        request.Headers.TryAddWithoutValidation(Version, string.IsNullOrWhiteSpace(version) ? Own : version);
        if (caller?[Beta].ToString() is { Length: > 0 } betas) request.Headers.TryAddWithoutValidation(Beta, betas);
    }
}
