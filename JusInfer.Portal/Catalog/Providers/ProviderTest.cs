namespace JusInfer.Portal.Catalog.Providers;

/// <summary>The last test of a provider. Contains no text of the provider, which can quote the credential.</summary>
internal sealed record ProviderTest
{
    /// <summary>The provider's id in the catalog.</summary>
    public required string Provider { get; init; }

    public required ProviderTestOutcome Outcome { get; init; }

    /// <summary>The provider's HTTP status; null if it sent none.</summary>
    public int? Status { get; init; }

    /// <summary>The catalog id of the model that was called; null if no call was made.</summary>
    public string? Model { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>When the tested credential was set in the portal; null if it came from the configuration. A test says nothing about another credential.</summary>
    public DateTimeOffset? CredentialSetAt { get; init; }
}

/// <summary>What a test has found. Each outcome has a next step of its own.</summary>
internal enum ProviderTestOutcome
{
    /// <summary>The model has answered.</summary>
    Ok,

    /// <summary>There is no credential to test.</summary>
    NoCredential,

    /// <summary>The provider rejects the credential: 401 or 403.</summary>
    BadCredential,

    /// <summary>The account has no credit left.</summary>
    OutOfCredit,

    /// <summary>The account may not be used for more requests now: 429.</summary>
    RateLimited,

    /// <summary>The name does not resolve, or the connection fails.</summary>
    Unreachable,

    /// <summary>No answer arrived in time.</summary>
    TimedOut,

    /// <summary>Something else answers at the address: 404, a redirect, or a response that is not of the dialect.</summary>
    WrongAddress,

    /// <summary>The provider does not have the model, or the account may not use it.</summary>
    NoModel,

    /// <summary>The provider accepts the credential and rejects the request of the test.</summary>
    Rejected,

    /// <summary>The provider failed.</summary>
    Failed,

    /// <summary>The issuer of the provider's certificate is not trusted.</summary>
    UnknownIssuer,

    /// <summary>The provider's certificate is for another host.</summary>
    WrongCertificateName,

    /// <summary>The provider's certificate has expired, or is not valid yet.</summary>
    ExpiredCertificate,

    /// <summary>The provider's certificate cannot be used for another reason.</summary>
    UnusableCertificate,
}
