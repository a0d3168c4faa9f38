namespace JusInfer.Portal.Accounts.External;

/// <summary>Why a sign-in with a provider did not succeed.</summary>
internal enum ExternalFailure
{
    /// <summary>The person did not agree at the provider.</summary>
    Canceled,

    /// <summary>The browser returned too late, twice, or did not begin this sign-in.</summary>
    Expired,

    /// <summary>The provider did not answer.</summary>
    Unreachable,

    /// <summary>The provider answered with an error, or with something that proves nothing.</summary>
    Rejected,
}

/// <summary>What a provider did wrong.</summary>
/// <param name="Failure">What the person is told.</param>
/// <param name="Reason">What the operator is told, in the log. It contains no token.</param>
internal sealed record ProviderFault(ExternalFailure Failure, string Reason)
{
    public static ProviderFault Rejected(string reason) => new(ExternalFailure.Rejected, reason);

    public static ProviderFault Unreachable(string reason) => new(ExternalFailure.Unreachable, reason);
}
