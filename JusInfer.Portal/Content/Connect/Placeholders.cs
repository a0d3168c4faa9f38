using System.Net;

namespace JusInfer.Portal.Content.Connect;

/// <summary>The address and the key in the examples of articles, which the pages of clients replace by the portal's own.</summary>
internal static class Placeholders
{
    public const string Address = "http://localhost:5080";
    public const string Key = "jinf_your_key";

    /// <summary>Whether the host is a name or an IP address. A request can name any text as its host, and scripts contain the address.</summary>
    public static bool IsSafe(HostString host) => Uri.CheckHostName(host.Host.Trim('[', ']')) is not UriHostNameType.Unknown;

    public static string WithAddress(this string text, string origin) => text.Replace(Address, origin, StringComparison.Ordinal);

    /// <summary>The HTML of an article with an address and, if there is one, a key.</summary>
    public static string ForPage(this string html, string origin, Secret? key)
    {
        var page = html.WithAddress(WebUtility.HtmlEncode(origin));
        return key is null ? page : page.Replace(Key, WebUtility.HtmlEncode(key.Reveal()), StringComparison.Ordinal);
    }
}
