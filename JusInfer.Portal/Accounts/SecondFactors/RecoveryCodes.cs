using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>Codes with which a person signs in without the authenticator app, each once.</summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    private const int CodeBytes = 16; // 128 bits, so that a hash without a salt cannot be reversed
    private const int GroupLength = 4;

    /// <summary>26 characters of Base32 in groups of four. Codes of earlier versions have sixteen.</summary>
    public static ImmutableArray<Secret> New() => [.. Enumerable.Range(0, Count).Select(static _ => NewCode())];

    /// <summary>The SHA-256 of a code as it was typed: lower case and missing or additional separators do not matter.</summary>
    public static byte[] HashOf(string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()));

    private static Secret NewCode() =>
        new(string.Join('-', Base32.Encode(RandomNumberGenerator.GetBytes(CodeBytes)).Chunk(GroupLength).Select(static group => new string(group))));
}
