namespace JusInfer.Portal.Catalog.Providers;

/// <summary>A provider that an operator has turned off.</summary>
/// <param name="Provider">The id of the provider.</param>
/// <param name="At">When it was turned off.</param>
/// <param name="By">Who turned it off.</param>
internal sealed record DisabledProvider(string Provider, DateTimeOffset At, UserId By);
