namespace JusInfer.Portal.Accounts.External;

/// <summary>What differs between providers. The handler of the framework does the rest.</summary>
internal interface IExternalProvider
{
    ExternalProviderOptions Options { get; }

    Task<Result<ProviderEndpoints, ProviderFault>> FindEndpointsAsync(CancellationToken cancellationToken);

    /// <summary>Finds out who the person is, and that the answer is for this sign-in.</summary>
    /// <param name="tokens">What the provider gave for the code.</param>
    /// <param name="nonce">What this sign-in sent.</param>
    /// <param name="cancellationToken">Canceled when the browser disconnects.</param>
    Task<Result<ExternalIdentity, ProviderFault>> IdentifyAsync(ProviderTokens tokens, string nonce, CancellationToken cancellationToken);
}

/// <param name="Issuer">Who the provider says it is.</param>
/// <param name="Authorization">Where browsers are sent.</param>
/// <param name="Token">Where codes are exchanged.</param>
/// <param name="SecretInBody">Whether the client secret is sent in the body and not as Basic authentication.</param>
internal sealed record ProviderEndpoints(string Issuer, string Authorization, string Token, bool SecretInBody);

internal sealed record ProviderTokens(Secret Access, Secret? Id);
