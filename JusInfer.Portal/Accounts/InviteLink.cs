namespace JusInfer.Portal.Accounts;

/// <summary>The address that an invited person opens.</summary>
internal static class InviteLink
{
    /// <param name="origin">Scheme, host and port, without a slash at the end.</param>
    /// <param name="token">The invitation's token.</param>
    public static string To(string origin, Secret token) => $"{origin}/login?invite={token.Reveal()}";
}
