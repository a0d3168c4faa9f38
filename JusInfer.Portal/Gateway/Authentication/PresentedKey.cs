
namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>Finds the key that a request presents. Header names are those of the OpenAI and Anthropic clients.</summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";

    /// <summary>
    /// The key's text; empty where the request presents none. Clients with a login of their own send that as the bearer and the key beside
    /// it: of two, the one that is meant for this gateway counts.
    /// </summary>
    public static ReadOnlySpan<char> In(HttpRequest request)
    {
        var bearer = BearerIn((string?)request.Headers.Authorization);
        if (bearer.StartsWith(Keys.KeyFormat.Prefix)) return bearer;
        var own = ((string?)request.Headers["x-api-key"]).AsSpan().Trim();
        return bearer.IsEmpty || own.StartsWith(Keys.KeyFormat.Prefix) ? own : bearer;
    }

    private static ReadOnlySpan<char> BearerIn(string? authorization) =>
        authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization.AsSpan(Bearer.Length).Trim()
            : default;

    /// <summary>A key in an address ends in logs and histories: refused whatever it is, so that nobody grows used to it.</summary>
    public static bool IsInQuery(HttpRequest request) =>
        request.QueryString.HasValue && request.QueryString.Value!.Contains(Keys.KeyFormat.Prefix, StringComparison.OrdinalIgnoreCase);
}
