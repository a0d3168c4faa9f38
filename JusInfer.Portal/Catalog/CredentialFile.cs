namespace JusInfer.Portal.Catalog;

/// <summary>What was read from a file that <c>apiKeyFile</c> names: a credential, or why there is none.</summary>
/// <param name="Credential">The credential; null if there is none.</param>
/// <param name="Fault">The reason, as the end of a sentence about the file; null if there is a credential.</param>
internal readonly record struct CredentialFile(Secret? Credential, string? Fault)
{
    public static readonly CredentialFile Missing = new(null, "does not exist");

    public static readonly CredentialFile Forbidden = new(null, "may not be read by the user of this process");

    public static readonly CredentialFile Unreadable = new(null, "cannot be read");

    private static readonly CredentialFile Empty = new(null, "is empty");

    private static readonly CredentialFile NoHeader = new(null, "does not contain a credential: it has spaces, several lines or characters that a header cannot have");

    /// <summary>Mounted secrets often end with a line break, which is not valid in a header.</summary>
    public static CredentialFile Containing(string text) => text.Trim() switch
    {
        "" => Empty,
        var credential when credential.All(static character => character is > ' ' and <= '~') => new CredentialFile(new Secret(credential), null),
        _ => NoHeader,
    };
}
