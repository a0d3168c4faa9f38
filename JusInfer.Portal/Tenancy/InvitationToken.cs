using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Tenancy;

/// <summary>The token in an invitation's link: 32 random bytes in base64url.</summary>
internal static class InvitationToken
{
    private const int LengthBytes = 32;

    public static Secret Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(LengthBytes)));

    /// <summary>The SHA-256 of a token; the store holds only this.</summary>
    public static byte[] Hash(Secret token) => SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal()));
}
