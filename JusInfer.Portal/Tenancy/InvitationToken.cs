using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Tenancy;

/// <summary>What an invitation's link carries: 32 random bytes in base64url.</summary>
internal static class InvitationToken
{
    private const int Length = 32;

    public static Secret Draw() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length)));

    /// <summary>The SHA-256 that the store knows it by.</summary>
    public static byte[] Hash(Secret token) => SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal()));
}
