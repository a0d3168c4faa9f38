using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// Identifies an endpoint by provider, model and credential, so that a new credential starts with an empty health record.
/// </summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Credential">A hash of the credential that differs between processes, so that it reveals nothing about it.</param>
internal readonly record struct EndpointKey(string Provider, string Model, int Credential)
{
    public static EndpointKey From(ModelEndpoint endpoint) =>
        new(endpoint.Provider.Id, endpoint.Model, endpoint.Provider.Credential?.Reveal().GetHashCode(StringComparison.Ordinal) ?? 0);
}
