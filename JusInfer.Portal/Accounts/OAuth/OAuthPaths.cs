namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>The addresses of the authorization server, which is this portal, and of the one resource that its tokens are for. All are below the host of the request.</summary>
internal static class OAuthPaths
{
    /// <summary>The MCP server.</summary>
    public const string Resource = "/mcp";

    public const string Authorize = "/oauth/authorize";
    public const string Token = "/oauth/token";
    public const string Register = "/oauth/register";
    public const string Revoke = "/oauth/revoke";

    public const string ServerMetadata = "/.well-known/oauth-authorization-server";
    public const string ResourceMetadata = "/.well-known/oauth-protected-resource";

    /// <summary>The scheme and host of a request: the issuer (RFC 8414).</summary>
    public static string IssuerOf(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    /// <summary>The challenge of a response with the status 401 (RFC 9728, section 5.1).</summary>
    public static string ChallengeOf(HttpRequest request) => $"Bearer resource_metadata=\"{IssuerOf(request)}{ResourceMetadata}{Resource}\"";

    /// <summary>Whether a resource indicator (RFC 8707) names the resource. Clients of earlier versions of the protocol send none.</summary>
    public static bool IsResource(string? indicator, string issuer) =>
        string.IsNullOrEmpty(indicator) || string.Equals(indicator.TrimEnd('/'), issuer + Resource, StringComparison.OrdinalIgnoreCase);
}
