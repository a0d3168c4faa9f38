namespace JusInfer.Portal.Catalog;

/// <summary>One place where a model can be reached, under the name it has there.</summary>
internal sealed record ModelEndpoint
{
    public required Provider Provider { get; init; }

    /// <summary>The provider's own name for the model, sent upstream as it stands.</summary>
    public required string Model { get; init; }

    /// <summary>What it costs here; null where the model's price holds.</summary>
    public PriceBook? Prices { get; init; }

    /// <summary>Endpoint, model, provider and default already laid over each other, field by field.</summary>
    public AttemptTimeouts Timeouts { get; init; } = AttemptTimeouts.Default;
}
