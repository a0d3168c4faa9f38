using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>A model server that answers on this machine.</summary>
/// <param name="Provider">The id that it has as a provider.</param>
/// <param name="Name">Its product, for people.</param>
/// <param name="Address">The base address, which ends with <c>/v1</c>.</param>
/// <param name="Models">Its models.</param>
internal sealed record DetectedServer(string Provider, string Name, string Address, ImmutableArray<LocalModel> Models);
