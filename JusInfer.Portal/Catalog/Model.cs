using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>A model: its capabilities, its endpoints and its prices.</summary>
internal sealed record Model
{
    /// <summary>Vendor and name, for example <c>openai/gpt-5</c>.</summary>
    public required string Id { get; init; }

    public ImmutableArray<string> Aliases { get; init; } = [];

    public required Tier Tier { get; init; }

    /// <summary>0 to 1: the quality that the router assumes without other evidence.</summary>
    public required double Quality { get; init; }

    /// <summary>
    /// Nobody has measured the model, so that automatic routing uses it only if there is no other: a model of a server that an operator has added.
    /// </summary>
    public bool IsUnrated { get; init; }

    /// <summary>False if an operator has turned the model off.</summary>
    public bool Enabled
    {
        get;
        init
        {
            field = value;
            UsableEndpoints = UsableOf(Endpoints);
        }
    } = true;

    /// <summary>In order of preference. The model's prices apply to each endpoint without prices of its own.</summary>
    public required ImmutableArray<ModelEndpoint> Endpoints
    {
        get;
        init
        {
            field = value;
            UsableEndpoints = UsableOf(value);
        }
    }

    /// <summary>The endpoints whose provider is usable, in the same order. None if the model is turned off.</summary>
    public ImmutableArray<ModelEndpoint> UsableEndpoints { get; private init; } = [];

    /// <summary>The endpoints of the catalog file that demo mode has replaced by the simulator; empty otherwise.</summary>
    public ImmutableArray<ModelEndpoint> ReplacedEndpoints { get; init; } = [];

    /// <summary>Tokens of prompt and output together.</summary>
    public required int ContextWindow { get; init; }

    /// <summary>Tokens of one response; null if only the context window limits it.</summary>
    public int? MaxOutputTokens { get; init; }

    public Capabilities Capabilities { get; init; }

    public Continuation Continuation { get; init; }

    public ToolCallFormat ToolCallFormat { get; init; }

    /// <summary>The model writes its reasoning in a think tag at the start of its text, where its server leaves it.</summary>
    public bool HasThinkTags { get; init; }

    /// <summary>
    /// The chat template of the model opens the think tag in the prompt, so that the text begins within the reasoning and has the closing tag only.
    /// </summary>
    public bool OpensThinkTagInPrompt { get; init; }

    public required PriceBook Prices { get; init; }

    /// <summary>Measurements of the model by domain, from which the router can choose it for a whole session.</summary>
    public ImmutableArray<TaskPrior> Priors { get; init; } = [];

    public bool Has(Capabilities needed) => (Capabilities & needed) == needed;

    /// <param name="endpoints">Default while an initializer has not set them yet.</param>
    private ImmutableArray<ModelEndpoint> UsableOf(ImmutableArray<ModelEndpoint> endpoints) =>
        !Enabled || endpoints.IsDefault ? [] : [.. endpoints.Where(static endpoint => endpoint.Provider.Usable)];
}
