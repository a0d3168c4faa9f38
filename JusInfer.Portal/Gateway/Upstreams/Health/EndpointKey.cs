using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// What an endpoint's health is kept by: provider, model and credential, so that a new credential starts with a clean slate.
/// </summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Credential">Tells credentials apart and tells nothing of them: a hash that another process computes differently.</param>
internal readonly record struct EndpointKey(string Provider, string Model, int Credential)
{
    public static EndpointKey Of(ModelEndpoint endpoint) =>
        new(endpoint.Provider.Id, endpoint.Model, endpoint.Provider.Credential?.Reveal().GetHashCode(StringComparison.Ordinal) ?? 0);
}
