namespace JusInfer.Portal.Catalog;

/// <summary>How a provider learns which part of a prompt to cache.</summary>
internal enum CacheMarkers
{
    /// <summary>It finds repeated prefixes by itself.</summary>
    Automatic,

    /// <summary>The request marks the places with <c>cache_control</c>.</summary>
    Anthropic,

    /// <summary>It caches nothing that is billed differently.</summary>
    None,
}
