
namespace JusInfer.Portal.Gateway.Authentication;

/// <summary>Finds the key that a request presents. Header names are those of the OpenAI and Anthropic clients.</summary>
internal static class PresentedKey
{
    private const string Bearer = "Bearer ";

    /// <summary>The key's text; empty where the request presents none.</summary>
    public static ReadOnlySpan<char> In(HttpRequest request)
    {
        var authorization = (string?)request.Headers.Authorization;
        if (authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return authorization.AsSpan(Bearer.Length).Trim();
        return ((string?)request.Headers["x-api-key"]).AsSpan().Trim();
    }

    /// <summary>A key in an address ends in logs and histories: refused whatever it is, so that nobody grows used to it.</summary>
    public static bool IsInQuery(HttpRequest request) =>
        request.QueryString.HasValue && request.QueryString.Value!.Contains(Keys.KeyFormat.Prefix, StringComparison.OrdinalIgnoreCase);
}
