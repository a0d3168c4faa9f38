using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>
/// The successor of a refresh token as it is stored: only the client that used the token can read it, with the token. Whoever reads the
/// store learns nothing, because it has the hashes of tokens only.
/// </summary>
internal static class SealedSuccessor
{
    private const int KeySize = 32;

    private static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    /// <param name="successor">The token to seal.</param>
    /// <param name="token">The token that it succeeds.</param>
    /// <param name="client">Who used that one.</param>
    public static byte[] Seal(string successor, string token, string client)
    {
        var plain = Encoding.UTF8.GetBytes(successor);
        var text = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(KeyOf(token, client), TagSize);
        cipher.Encrypt(text.AsSpan(0, NonceSize), plain, text.AsSpan(NonceSize + TagSize), text.AsSpan(NonceSize, TagSize));
        return text;
    }

    /// <summary>Null if it was sealed for another token or client.</summary>
    public static string? Open(byte[] text, string token, string client)
    {
        if (text.Length < NonceSize + TagSize) return null;
        var plain = new byte[text.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(KeyOf(token, client), TagSize);
        try
        {
            cipher.Decrypt(text.AsSpan(0, NonceSize), text.AsSpan(NonceSize + TagSize), text.AsSpan(NonceSize, TagSize), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] KeyOf(string token, string client) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(token), KeySize, info: Encoding.UTF8.GetBytes($"successor for {client}"));
}
