using System.Text;

namespace JusInfer.Portal.Accounts.SecondFactors;

/// <summary>Base32 without padding (RFC 4648), which people can type: it has no lower case, and neither 0 nor 1.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerCharacter = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            buffer = ((buffer << 8) | value) & 0xFFFF;
            for (bits += 8; bits >= BitsPerCharacter; bits -= BitsPerCharacter) text.Append(Alphabet[(buffer >> (bits - BitsPerCharacter)) & 31]);
        }

        if (bits > 0) text.Append(Alphabet[(buffer << (BitsPerCharacter - bits)) & 31]);
        return text.ToString();
    }
}
