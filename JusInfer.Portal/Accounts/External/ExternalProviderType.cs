namespace JusInfer.Portal.Accounts.External;

/// <summary>The protocol of a provider.</summary>
internal enum ExternalProviderType
{
    /// <summary>OpenID Connect, with the endpoints that the provider publishes (OpenID Connect Discovery 1.0).</summary>
    OpenIdConnect,

    /// <summary>OpenID Connect at Google.</summary>
    Google,

    /// <summary>GitHub's OAuth, which has no id tokens.</summary>
    GitHub,
}
