namespace JusInfer.Portal.Accounts;

/// <summary>The link of an invitation.</summary>
internal static class InviteLink
{
    /// <param name="origin">Scheme, host and port, without a trailing slash.</param>
    /// <param name="token">The invitation's token.</param>
    public static string To(string origin, Secret token) => $"{origin}/login?invite={token.Reveal()}";
}
