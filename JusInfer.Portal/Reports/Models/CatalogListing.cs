using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Models;

/// <summary>Reads the models with the prices of the day and the state of their providers on this node.</summary>
internal sealed class CatalogListing(ProviderHealth health, OutputSpeeds speeds, TimeProvider time)
{
    /// <summary>
    /// Every model of a snapshot, in the order of the catalog file. A page that also resolves names reads both from one snapshot, because the catalog can be replaced
    /// meanwhile.
    /// </summary>
    public ImmutableArray<CatalogEntry> Read(CatalogSnapshot catalog)
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var states = health.Report().Endpoints.ToDictionary(static endpoint => (endpoint.Model, endpoint.Provider, endpoint.UpstreamModel));
        return [.. catalog.Models.Select(model => EntryOf(catalog, model, day, states))];
    }

    private CatalogEntry EntryOf(CatalogSnapshot catalog, Model model, DateOnly day, Dictionary<(string Model, string Provider, string UpstreamModel), EndpointStatus> states)
    {
        var endpoints = model.ReplacedEndpoints.IsEmpty ? model.Endpoints : model.ReplacedEndpoints;
        return new CatalogEntry
        {
            Model = model,
            Price = model.Prices.Free ? null : model.Prices.At(day),
            Providers = [.. endpoints.Select(endpoint => ProviderOf(model, endpoint, day, states))],
            Role = AutoRoles.Of(model, catalog),
            IsSimulated = model.Enabled && !model.ReplacedEndpoints.IsEmpty,
        };
    }

    private CatalogProvider ProviderOf(
        Model model, ModelEndpoint endpoint, DateOnly day, Dictionary<(string Model, string Provider, string UpstreamModel), EndpointStatus> states)
    {
        var status = states.GetValueOrDefault((model.Id, endpoint.Provider.Id, endpoint.Model));
        var state = endpoint.Provider switch
        {
            _ when !model.Enabled => ProviderAvailability.Off,
            { Enabled: false } or { IsTurnedOff: true } => ProviderAvailability.Off,
            { Usable: false } => ProviderAvailability.NoCredential,
            _ => status?.State switch
            {
                EndpointState.Unavailable => ProviderAvailability.CircuitOpen,
                EndpointState.Probing => ProviderAvailability.Probing,
                _ => ProviderAvailability.Usable,
            },
        };
        return new CatalogProvider(endpoint.Provider.Id, endpoint.Model, state, status?.FirstToken, speeds.Find(model.Id, endpoint.Provider.Id), endpoint.Prices?.At(day));
    }
}
