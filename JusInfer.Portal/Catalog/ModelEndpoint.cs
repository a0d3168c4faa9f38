namespace JusInfer.Portal.Catalog;

/// <summary>A model at one provider.</summary>
internal sealed record ModelEndpoint
{
    public required Provider Provider { get; init; }

    /// <summary>The provider's name for the model, sent upstream unchanged.</summary>
    public required string Model { get; init; }

    /// <summary>The prices at this provider; null if those of the model apply.</summary>
    public PriceBook? Prices { get; init; }

    /// <summary>The effective timeouts: each is that of the endpoint, else of the model, else of the provider, else the default.</summary>
    public AttemptTimeouts Timeouts { get; init; } = AttemptTimeouts.Default;
}
