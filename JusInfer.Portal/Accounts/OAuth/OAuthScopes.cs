using System.Collections.Immutable;

namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>The scopes of grants.</summary>
internal static class OAuthScopes
{
    /// <summary>Part of every grant: without it, a client could do nothing at the MCP server.</summary>
    public const string ReadUsage = "usage:read";

    public const string MintKeys = "keys:mint";

    public static readonly ImmutableArray<string> All = [ReadUsage, MintKeys];

    /// <summary>The scopes that a client asks for: <see cref="ReadUsage"/> if it names none. Null if one of them does not exist.</summary>
    /// <param name="text">The names, separated by spaces.</param>
    public static ImmutableArray<string>? Parse(string? text)
    {
        var names = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!names.All(static name => All.Contains(name))) return null;
        return [.. All.Where(scope => scope == ReadUsage || names.Contains(scope))];
    }
}
