using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>The scopes of grants.</summary>
internal static class OAuthScopes
{
    /// <summary>Part of every grant: without it, a client could do nothing at the MCP server.</summary>
    public const string ReadUsage = "usage:read";

    public const string MintKeys = "keys:mint";

    public static readonly ImmutableArray<string> All = [ReadUsage, MintKeys];

    /// <summary>
    /// The scopes that a client asks for, and <see cref="ReadUsage"/>. Clients name scopes of other servers, such as <c>offline_access</c>,
    /// without being asked: these are left out, and the token response names what was granted (RFC 6749, section 3.3).
    /// </summary>
    /// <param name="text">The names, separated by spaces.</param>
    public static ImmutableArray<string> Parse(string? text)
    {
        var names = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. All.Where(scope => scope == ReadUsage || names.Contains(scope))];
    }
}
