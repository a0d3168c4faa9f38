using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Accounts.Verification;

/// <summary>The link with which a person proves that the new address of an account is theirs.</summary>
internal static class EmailChangeLink
{
    /// <summary>The page that the link opens.</summary>
    public const string Path = "/confirm-email";

    private const int TokenBytes = 32;

    /// <summary>The link. Its token is in the fragment, which browsers do not send, so that no log of a server or proxy contains it.</summary>
    /// <param name="origin">Scheme, host and port, without a trailing slash.</param>
    /// <param name="token">The token of a change.</param>
    public static string To(string origin, Secret token) => $"{origin}{Path}#{token.Reveal()}";

    public static Secret NewToken() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)));

    /// <summary>The SHA-256 of a token; the store has only this.</summary>
    public static byte[] HashOf(Secret token) => SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal()));
}
