using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>The names of tools that an upstream dialect accepts: ASCII letters, digits, underscore and hyphen, up to a length.</summary>
/// <param name="MaxLength">The maximum length in characters.</param>
internal sealed record ToolNameRule(int MaxLength)
{
    private const int DigestLength = 8;

    private static readonly SearchValues<char> Accepted =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    public bool Accepts(string name) => name.Length <= MaxLength && !name.AsSpan().ContainsAnyExcept(Accepted);

    /// <summary>
    /// The name itself if the rule accepts it. Otherwise a shorter one that ends with a digest of the name: the same each time, so that the
    /// calls of earlier turns keep theirs.
    /// </summary>
    public string Shorten(string name)
    {
        if (Accepts(name)) return name;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..DigestLength];
        var plain = name[..Math.Min(name.Length, MaxLength - DigestLength - 1)].ToCharArray();
        foreach (ref var character in plain.AsSpan())
        {
            if (!Accepted.Contains(character)) character = '_';
        }

        return $"{new string(plain)}_{digest}";
    }
}
