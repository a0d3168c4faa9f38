namespace JusInfer.Portal.Accounts;

/// <summary>The link with which the first operator is made.</summary>
internal static class SetupLink
{
    /// <param name="origin">Scheme, host and port, without a trailing slash.</param>
    /// <param name="token">A token of <see cref="SetupToken"/>.</param>
    public static string To(string origin, Secret token) => $"{origin}/setup?token={Uri.EscapeDataString(token.Reveal())}";
}
