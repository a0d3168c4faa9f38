namespace JusInfer.Portal.Catalog;

/// <summary>Where the credential in use comes from.</summary>
internal enum CredentialOrigin
{
    /// <summary>There is no credential.</summary>
    None,

    /// <summary>The environment variable that <c>apiKeyEnv</c> names.</summary>
    Environment,

    /// <summary>The file that <c>apiKeyFile</c> names.</summary>
    File,

    /// <summary>An operator set it in the portal or through the API. It takes precedence.</summary>
    Portal,
}
