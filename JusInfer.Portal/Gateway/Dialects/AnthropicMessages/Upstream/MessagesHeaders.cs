using System.Buffers;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>
/// Sets the headers of a request to Anthropic's API. Version and betas define the form of a body, so the client's headers are sent with the
/// client's body. Unknown betas are passed on too.
/// </summary>
internal static class MessagesHeaders
{
    private const string Version = "anthropic-version";
    private const string Beta = "anthropic-beta";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>The client's headers that are sent.</summary>
    public static string[] Forwarded { get; } = [Version, Beta];

    /// <summary>The version of bodies that the gateway writes.</summary>
    private const string DefaultVersion = "2023-06-01";

    /// <param name="request">The upstream request.</param>
    /// <param name="caller">The client's headers, if the body is the client's.</param>
    /// <param name="address">The upstream address with its credential.</param>
    /// <param name="provider">The provider, whose policy can remove betas.</param>
    public static void Set(HttpRequestMessage request, IHeaderDictionary? caller, UpstreamAddress address, Provider provider)
    {
        if (address.Key is { } key) request.Headers.TryAddWithoutValidation("x-api-key", key);
        var version = caller?[Version].ToString();
        request.Headers.TryAddWithoutValidation(Version, string.IsNullOrWhiteSpace(version) ? DefaultVersion : version);
        if (caller?[Beta].ToString() is { Length: > 0 } sent && PermittedBetas(sent, provider) is { Length: > 0 } betas) request.Headers.TryAddWithoutValidation(Beta, betas);
    }

    /// <summary>The betas without those that the policy removes; the text itself if there are none.</summary>
    private static string PermittedBetas(string betas, Provider provider)
    {
        var names = betas.Split(',', StringSplitOptions.TrimEntries);
        var kept = Array.FindAll(names, name => IsPermitted(name, provider));
        return kept.Length == names.Length ? betas : string.Join(',', kept);
    }

    /// <exception cref="RequestFault">
    /// The policy rejects the beta, or it has another form than a name: a provider might read two names where the policy reads one.
    /// </exception>
    private static bool IsPermitted(string beta, Provider provider)
    {
        if (beta.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new RequestFault(
                $"{Beta} has a name with other characters than letters, digits, '-', '_' and '.'. Separate names with commas.", Beta);
        }

        if (PolicyDecision.RuleOf(RequestPart.Beta, beta, MessagesDialect.Id, provider) is not { } rule) return true;
        return rule.Action != RequestAction.Reject
            ? rule.Action == RequestAction.Allow
            : throw RequestFault.Unsupported($"The beta '{beta}' is not available through this gateway. {rule.Reason} Leave it out.", Beta);
    }
}
