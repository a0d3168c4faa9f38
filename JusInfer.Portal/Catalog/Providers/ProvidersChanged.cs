namespace JusInfer.Portal.Catalog.Providers;

/// <summary>An operator has changed a credential or a local server, on any node, or this node may have missed such a change.</summary>
internal readonly record struct ProvidersChanged;
