using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>Signs webhooks as specified by Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks), symmetric scheme <c>v1</c>.</summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";

    /// <summary>The specification asks for 24 to 64 bytes.</summary>
    private const int SecretBytes = 32;

    public static Secret NewSecret() => new(SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <param name="secret">A secret with its prefix.</param>
    /// <param name="id">The id of the message.</param>
    /// <param name="timestamp">The time of the attempt, in seconds since 1970.</param>
    /// <param name="body">The body.</param>
    public static string Of(Secret secret, string id, long timestamp, string body)
    {
        var key = Convert.FromBase64String(secret.Reveal()[SecretPrefix.Length..]);
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
    }
}
