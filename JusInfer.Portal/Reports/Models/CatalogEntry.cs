using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Reports.Models;

/// <summary>A model as the catalog shows it on one day.</summary>
internal sealed record CatalogEntry
{
    public required Model Model { get; init; }

    /// <summary>The price of the day; null if the model is free.</summary>
    public required Price? Price { get; init; }

    /// <summary>The prices before that of the day, newest first.</summary>
    public IEnumerable<Price> EarlierPrices => Price is { } current ? Model.Prices.Versions.Where(version => version.From < current.From).Reverse() : [];

    /// <summary>Its providers, in order of preference.</summary>
    public required ImmutableArray<CatalogProvider> Providers { get; init; }

    public required AutoRole Role { get; init; }

    /// <summary>The embedded simulator answers in place of the providers.</summary>
    public required bool IsSimulated { get; init; }

    public string Id => Model.Id;

    public bool IsFree => Price is null;

    public bool IsUsable => !Model.UsableEndpoints.IsEmpty;

    /// <summary>The shortest measured time to the first content among the providers that can be called; null if there is no recent measurement.</summary>
    public TimeSpan? FirstToken => Providers.Where(static provider => provider.State is ProviderAvailability.Usable).Min(static provider => provider.FirstToken);

    /// <summary>The highest measured speed among the providers that can be called, in output tokens per second; null if there is no recent measurement.</summary>
    public double? OutputSpeed => Providers.Where(static provider => provider.State is ProviderAvailability.Usable).Max(static provider => provider.OutputSpeed);
}

/// <summary>A provider of a model.</summary>
/// <param name="Id">The provider's id in the catalog.</param>
/// <param name="Model">The provider's name for the model.</param>
/// <param name="State">Whether it is called.</param>
/// <param name="FirstToken">The moving average of the time to the first content of a stream on this node; null without a recent stream.</param>
/// <param name="OutputSpeed">The median of <see cref="Portal.Usage.OutputSpeeds"/>, in output tokens per second; null without enough recent calls.</param>
/// <param name="Price">The price of the day at this provider; null if that of the model applies.</param>
internal sealed record CatalogProvider(string Id, string Model, ProviderAvailability State, TimeSpan? FirstToken, double? OutputSpeed, Price? Price);

/// <summary>Whether a provider of a model is called, from best to worst.</summary>
internal enum ProviderAvailability
{
    Usable,

    /// <summary>The next call probes whether the provider works again.</summary>
    Probing,

    /// <summary>The provider failed and is called only if no other is left.</summary>
    CircuitOpen,
    NoCredential,
    Off,
}
