using System.Net;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>Checks the URL of a webhook, without asking DNS: names are checked when a connection is made.</summary>
internal static class WebhookUrl
{
    public const int MaxLength = 2_000;

    private const string Operator = "The operator can allow it with the setting Webhooks:AllowPrivateAddresses.";

    /// <returns>What is wrong, as a message for an input field; null if the URL is allowed.</returns>
    public static string? FindFault(string text, WebhookOptions options)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            return "{0} must be a complete https address, such as https://example.com/hooks/jusinfer.";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0) return "{0} may contain neither a user name nor a password nor a fragment.";
        if (url.Scheme == Uri.UriSchemeHttp && !(url.IsLoopback && options.AllowPrivateAddresses)) return "{0} must begin with https://.";
        if (options.AllowPrivateAddresses) return null;
        var isPrivate = url.IsLoopback || (IPAddress.TryParse(url.DnsSafeHost, out var address) && !PublicAddress.Includes(address));
        return isPrivate ? $"{{0}} names a private address. {Operator}" : null;
    }
}
