namespace JusInfer.Portal.Accounts.Verification;

/// <summary>The link with which a person verifies the address of an account.</summary>
internal static class VerificationLink
{
    /// <summary>The page that the link opens.</summary>
    public const string Path = "/verify";

    /// <summary>The link. Its token is in the fragment, which browsers do not send, so that no log of a server or proxy contains it.</summary>
    /// <param name="origin">Scheme, host and port, without a trailing slash.</param>
    /// <param name="token">A token of <see cref="VerificationToken"/>.</param>
    public static string To(string origin, Secret token) => $"{origin}{Path}#{token.Reveal()}";
}
