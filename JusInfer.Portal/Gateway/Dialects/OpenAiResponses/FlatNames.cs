using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// The names of tools in a namespace, as models see them that know no namespaces: both names in one, of letters, digits, underscore and hyphen, at
/// most 64 of them. The same each time, so that calls of earlier turns keep theirs.
/// </summary>
internal static class FlatNames
{
    private const int Longest = 64;

    private const int DigestLength = 8;

    public static string Of(string? space, string name)
    {
        if (string.IsNullOrEmpty(space)) return name;
        var joined = space.EndsWith("__", StringComparison.Ordinal) ? space + name : $"{space}__{name}";
        var plain = string.Create(joined.Length, joined, static (letters, joined) =>
        {
            for (var i = 0; i < letters.Length; i++) letters[i] = char.IsAsciiLetterOrDigit(joined[i]) || joined[i] is '_' or '-' ? joined[i] : '_';
        });
        if (plain.Length <= Longest && plain == joined) return plain;

        // What was cut or changed is told apart by a digest of the whole.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(joined)))[..DigestLength];
        return string.Concat(plain.AsSpan(0, Math.Min(plain.Length, Longest - DigestLength - 1)), "_", digest);
    }
}
