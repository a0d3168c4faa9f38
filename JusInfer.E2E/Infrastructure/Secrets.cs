using System.Collections.Concurrent;

namespace JusInfer.E2E.Infrastructure;

/// <summary>The passwords, keys and prompts of the journeys. None may appear in a log.</summary>
internal static class Secrets
{
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <returns>The secret.</returns>
    public static string Register(string kind, string secret)
    {
        Known[secret] = kind;
        return secret;
    }

    /// <summary>The lines that contain a secret, with the secret masked.</summary>
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
