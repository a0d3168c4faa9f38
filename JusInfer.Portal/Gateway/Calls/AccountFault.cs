namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What is wrong with the operator's account at a provider.</summary>
internal enum AccountFault
{
    /// <summary>The provider rejects the credential.</summary>
    Credential,

    /// <summary>The account has no credit left.</summary>
    Credit,
}
