namespace JusInfer.Portal.Catalog;

/// <summary>Who answers: an address, the dialect spoken there, and the credential that opens it.</summary>
internal sealed record Provider
{
    /// <summary>
    /// The simulator inside this process. Its address lies under a name that no resolver knows (RFC 2606), so that a
    /// request which should have stayed inside cannot leave.
    /// </summary>
    public static Provider EmbeddedSimulator { get; } = new()
    {
        Id = "simulator",
        Dialect = Dialect.Simulator,
        BaseUrl = new Uri("http://simulator.invalid/"),
        StopsBillingOnAbort = true,
        CacheMarkers = CacheMarkers.None,
    };

    public required string Id { get; init; }

    public required Dialect Dialect { get; init; }

    /// <summary>With the version for the OpenAI dialects (<c>…/v1</c>), without it for Anthropic's.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The environment variable that holds the credential; null where none is needed.</summary>
    public string? ApiKeyEnv { get; init; }

    /// <summary>What that variable held when the catalog was read; null where it was unset or none is needed.</summary>
    public Secret? Credential { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>Whether tokens stop costing once the gateway hangs up. If not, an abandoned answer is drained and paid for.</summary>
    public bool StopsBillingOnAbort { get; init; }

    public CacheMarkers CacheMarkers { get; init; }

    /// <summary>How long its endpoints may take where neither they nor their model say otherwise.</summary>
    public AttemptTimeouts Timeouts { get; init; } = AttemptTimeouts.Default;

    public bool Usable => Unusable is null;

    /// <summary>Why no request goes there, in a sentence for people; null if requests do.</summary>
    public string? Unusable => this switch
    {
        { Enabled: false } => "It is switched off in the catalog.",
        { ApiKeyEnv: { } variable, Credential: null } => $"The environment variable {variable} is not set.",
        _ => null,
    };
}
