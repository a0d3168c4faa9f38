using System.Collections.Concurrent;

namespace JusInfer.E2E.Infrastructure;

/// <summary>Every password, key and prompt that the journeys have used. None may be read anywhere that people or programs keep logs.</summary>
internal static class Secrets
{
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <returns>The secret, so that it can be planted where it is made.</returns>
    public static string Plant(string what, string secret)
    {
        Known[secret] = what;
        return secret;
    }

    /// <summary>Which kinds of secret stand in these lines, and where; the secrets themselves are not repeated.</summary>
    public static IEnumerable<string> FoundIn(IEnumerable<string> lines)
    {
        var all = Known.ToArray();
        return
            from line in lines
            from secret in all
            where line.Contains(secret.Key, StringComparison.Ordinal)
            select $"a {secret.Value} in: {line.Replace(secret.Key, "***", StringComparison.Ordinal)}";
    }
}
