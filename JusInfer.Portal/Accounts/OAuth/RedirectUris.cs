namespace JusInfer.Portal.Accounts.OAuth;

/// <summary>Where clients may receive authorization codes: HTTPS, and HTTP on the person's own machine, on which the port can differ (RFC 8252, section 7.3).</summary>
internal static class RedirectUris
{
    public const int MaxLength = 500;

    private static readonly string[] Loopback = ["127.0.0.1", "[::1]", "localhost"];

    /// <summary>Null if the text is not an address that a client may have.</summary>
    public static Uri? Parse(string text)
    {
        if (text.Length > MaxLength || !text.All(static character => character is > ' ' and <= '~' and not ('\\' or '"' or '<' or '>'))) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0 || uri.Host.Length == 0) return null;
        return uri.Scheme == Uri.UriSchemeHttps || IsLoopback(uri) ? uri : null;
    }

    /// <summary>Whether the address is on the machine of the person.</summary>
    public static bool IsLoopback(Uri uri) => uri.Scheme == Uri.UriSchemeHttp && Loopback.Contains(uri.Host);

    /// <summary>Whether a client that registered one address may use another: the same text, or another port of the same machine.</summary>
    public static bool Matches(string registered, string requested)
    {
        if (string.Equals(registered, requested, StringComparison.Ordinal)) return true;
        return Parse(registered) is { } one && Parse(requested) is { } other && IsLoopback(one) && IsLoopback(other) && one.Host == other.Host && one.PathAndQuery == other.PathAndQuery;
    }
}
