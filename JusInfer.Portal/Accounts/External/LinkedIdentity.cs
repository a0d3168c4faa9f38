namespace JusInfer.Portal.Accounts.External;

/// <summary>An identity at a provider with which an account can sign in.</summary>
/// <param name="Issuer">The provider's issuer.</param>
/// <param name="Subject">The person's id there.</param>
/// <param name="Name">The person's name there, when it was linked.</param>
internal sealed record LinkedIdentity(string Issuer, string Subject, string Name);

/// <summary>What is left to sign in with, apart from the identity that is unlinked.</summary>
/// <param name="Issuers">The providers that can be used.</param>
/// <param name="CountsOwn">Whether a password or a passkey can be used.</param>
internal sealed record SignInWays(IReadOnlyCollection<string> Issuers, bool CountsOwn);

internal enum UnlinkResult
{
    Unlinked,
    NotFound,

    /// <summary>Nobody could sign in to the account any more, so that nothing has changed.</summary>
    OnlyWay,
}
