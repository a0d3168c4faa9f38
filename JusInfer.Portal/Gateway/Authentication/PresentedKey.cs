using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>Finds the key that a request presents, in the headers that OpenAI's and Anthropic's clients send.</summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";

    /// <summary>
    /// The key's text; empty if the request presents none. Clients with a login of their own send that as the bearer token and the key in
    /// <c>x-api-key</c>: of two, the one with this gateway's prefix counts.
    /// </summary>
    public static ReadOnlySpan<char> In(HttpRequest request)
    {
        var bearer = BearerIn((string?)request.Headers.Authorization);
        if (bearer.StartsWith(KeyFormat.Prefix)) return bearer;
        var apiKey = ((string?)request.Headers["x-api-key"]).AsSpan().Trim();
        return bearer.IsEmpty || apiKey.StartsWith(KeyFormat.Prefix) ? apiKey : bearer;
    }

    private static ReadOnlySpan<char> BearerIn(string? authorization) =>
        authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization.AsSpan(Bearer.Length).Trim()
            : default;

    /// <summary>A key in the address ends up in logs and histories, so it is rejected even if it is valid.</summary>
    public static bool IsInQuery(HttpRequest request) =>
        request.QueryString.HasValue && request.QueryString.Value!.Contains(KeyFormat.Prefix, StringComparison.OrdinalIgnoreCase);
}
