namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>A circuit breaker opened or closed. Breakers of other nodes take it as a hint: what a node observes itself decides.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="IsOpen">Whether it opened.</param>
/// <param name="IsForeign">Whether it is the breaker of another node.</param>
internal sealed record BreakerChanged(string Provider, string Model, bool IsOpen, bool IsForeign);
