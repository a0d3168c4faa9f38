namespace JusInfer.Portal.Routing.Costs;

/// <summary>A model at a provider: what has a prompt cache of its own.</summary>
/// <param name="Model">The id of the model in the catalog.</param>
/// <param name="Provider">The id of the provider in the catalog.</param>
internal readonly record struct TargetKey(string Model, string Provider)
{
    public static TargetKey From(RouteTarget target) => new(target.Model.Id, target.Endpoint.Provider.Id);

    public override string ToString() => $"{Model} at {Provider}";
}
