using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>Finds the key of a request in the headers that OpenAI's, Anthropic's and Google's clients send.</summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";

    private static readonly string[] KeyHeaders = ["x-api-key", "x-goog-api-key"];

    /// <summary>
    /// The key's text; empty if the request has none. Clients with another login send its token as the bearer token and the key in
    /// <c>x-api-key</c>. Of several values, the one with this gateway's prefix is used.
    /// </summary>
    public static ReadOnlySpan<char> In(HttpRequest request)
    {
        var bearer = BearerIn((string?)request.Headers.Authorization);
        if (bearer.StartsWith(KeyFormat.Prefix)) return bearer;
        var key = bearer;
        foreach (var header in KeyHeaders)
        {
            var value = ((string?)request.Headers[header]).AsSpan().Trim();
            if (value.StartsWith(KeyFormat.Prefix)) return value;
            if (key.IsEmpty) key = value;
        }

        return key;
    }

    private static ReadOnlySpan<char> BearerIn(string? authorization) =>
        authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization.AsSpan(Bearer.Length).Trim()
            : default;

    /// <summary>
    /// Whether the URL contains a key. It is rejected even if it is valid, because URLs are stored in logs and histories.
    /// </summary>
    public static bool IsInQuery(HttpRequest request) =>
        request.QueryString.HasValue && request.QueryString.Value!.Contains(KeyFormat.Prefix, StringComparison.OrdinalIgnoreCase);
}
