using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>One model as callers know it: what it can do, where it can be reached, what it costs.</summary>
internal sealed record Model
{
    /// <summary>For example <c>openai/gpt-5</c>: who made it, and its name.</summary>
    public required string Id { get; init; }

    public ImmutableArray<string> Aliases { get; init; } = [];

    public required Tier Tier { get; init; }

    /// <summary>0 to 1: how good the router believes it is, without other evidence.</summary>
    public required double Quality { get; init; }

    /// <summary>In order of preference. The model's price holds for each that names none of its own.</summary>
    public required ImmutableArray<ModelEndpoint> Endpoints
    {
        get;
        init
        {
            field = value;
            UsableEndpoints = [.. value.Where(endpoint => endpoint.Provider.Usable)];
        }
    }

    /// <summary>Those of <see cref="Endpoints"/> whose provider can be asked now, in the same order.</summary>
    public ImmutableArray<ModelEndpoint> UsableEndpoints { get; private init; } = [];

    /// <summary>Tokens, prompt and answer together.</summary>
    public required int ContextWindow { get; init; }

    /// <summary>Tokens of one answer; null where only the context window bounds it.</summary>
    public int? MaxOutputTokens { get; init; }

    public Capabilities Capabilities { get; init; }

    public Continuation Continuation { get; init; }

    public ToolCallFormat ToolCallFormat { get; init; }

    public required PriceBook Prices { get; init; }

    public bool Has(Capabilities needed) => (Capabilities & needed) == needed;
}
