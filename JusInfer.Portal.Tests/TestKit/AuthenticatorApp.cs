using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>An authenticator app (RFC 6238) that someone has typed a key into.</summary>
internal sealed class AuthenticatorApp(string key)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly byte[] secret = Decode(key);

    /// <summary>The code that the app shows if its clock differs from <paramref name="now"/> by a number of steps of 30 seconds.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238. Authenticator apps support no other function.")]
    public string CodeAt(DateTimeOffset now, int steps = 0)
    {
        var counter = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, (now.ToUnixTimeSeconds() / 30) + steps);
        var hash = HMACSHA1.HashData(secret, counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string text)
    {
        var bits = string.Concat(
            text.Select(character => Convert.ToString(Alphabet.IndexOf(character, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}
