namespace JusInfer.Portal.Catalog;

/// <summary>A provider of models: its address, its dialect and its credential.</summary>
internal sealed record Provider
{
    /// <summary>
    /// The simulator in this process. The host name of its address does not resolve (RFC 2606), so that no request can leave the process
    /// by mistake.
    /// </summary>
    public static Provider EmbeddedSimulator { get; } = new()
    {
        Id = "simulator",
        Dialect = Dialect.Simulator,
        BaseUrl = new Uri("http://simulator.invalid/"),
        StopsBillingOnAbort = true,
    };

    public required string Id { get; init; }

    public required Dialect Dialect { get; init; }

    /// <summary>With the version for the OpenAI dialects (<c>…/v1</c>), without it for Anthropic's.</summary>
    public required Uri BaseUrl
    {
        get;
        init => (field, Authority) = (value, value.Authority);
    }

    /// <summary>The host and the port of <see cref="BaseUrl"/>.</summary>
    public string Authority { get; private init; } = "";

    /// <summary>The environment variable that contains the credential; null if the catalog names none.</summary>
    public string? ApiKeyEnv { get; init; }

    /// <summary>The file that contains the credential; null if the catalog names none.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>The credential in use; null if none is required or none is set.</summary>
    public Secret? Credential { get; init; }

    /// <summary>Where <see cref="Credential"/> comes from.</summary>
    public CredentialOrigin CredentialOrigin { get; init; }

    /// <summary>
    /// Why <see cref="ApiKeyFile"/> cannot be used at the moment, as the end of a sentence about the file; null if it can. A credential that was read from it before stays in use.
    /// </summary>
    public string? CredentialFileFault { get; init; }

    /// <summary>The trusted issuers and the client certificate of its connections; null for those of the system.</summary>
    public ProviderTls? Tls { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>An operator has turned it off, in addition to <see cref="Enabled"/>, which is what the catalog says.</summary>
    public bool IsTurnedOff { get; init; }

    /// <summary>
    /// Whether the provider stops billing when the gateway disconnects. If not, an abandoned response is drained and billed.
    /// </summary>
    public bool StopsBillingOnAbort { get; init; }

    /// <summary>
    /// Whether the provider compacts conversations itself: it answers <c>compaction_trigger</c> and <c>/responses/compact</c>, and reads its
    /// own compaction items. Only providers of OpenAI's Responses API can.
    /// </summary>
    public bool Compaction { get; init; }

    /// <summary>
    /// Whether long answers are requested as streams even if the client wants them whole, because a hung provider is then detected early. The
    /// provider's streams must have everything that its whole answers have, including usage.
    /// </summary>
    public bool AssembleStreams { get; init; }

    /// <summary>
    /// Whether it accepts several system messages, and later ones. Null if that follows from its host: OpenAI and Azure accept them.
    /// </summary>
    public bool? AcceptsSystemAnywhere { get; init; }

    /// <summary>Whether its streams have pings or comments while the model reasons, so that a silent one has failed.</summary>
    public bool SendsPings { get; init; }

    /// <summary>
    /// Null if that follows from its dialect and the model: Claude needs markers at OpenRouter, and other models do not.
    /// </summary>
    public CacheMarkers? CacheMarkers { get; init; }

    /// <summary>
    /// The API of Anthropic, also at Amazon Bedrock or Google Vertex AI. Receives the parts of Claude Code's requests that are for
    /// Anthropic only.
    /// </summary>
    public bool IsAnthropic { get; init; }

    /// <summary>The rules for parts of requests that replace those of the dialect.</summary>
    public RequestPolicy RequestPolicy { get; init; } = RequestPolicy.Empty;

    /// <summary>The timeouts of its endpoints where neither the endpoint nor the model sets them.</summary>
    public AttemptTimeouts Timeouts { get; init; } = AttemptTimeouts.Default;

    /// <summary>Whether the catalog says that the provider requires a credential.</summary>
    public bool RequiresCredential => ApiKeyEnv is not null || ApiKeyFile is not null;

    public bool Usable => UnusableReason is null;

    /// <summary>Why no request is sent to this provider, for people; null if requests are sent.</summary>
    public string? UnusableReason => this switch
    {
        { Enabled: false } => "It is disabled in the catalog.",
        { IsTurnedOff: true } => "An operator has turned it off.",
        { ApiKeyEnv: { } variable, Credential: null } => $"The environment variable {variable} is not set.",
        { ApiKeyFile: { } file, Credential: null } => $"The file {file} {CredentialFileFault ?? "has not been read yet"}.",
        _ => null,
    };
}
