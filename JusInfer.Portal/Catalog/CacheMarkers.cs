namespace JusInfer.Portal.Catalog;

/// <summary>How a request marks the part of a prompt that the provider has to cache.</summary>
internal enum CacheMarkers
{
    /// <summary>The provider detects repeated prefixes itself.</summary>
    Automatic,

    /// <summary>The request marks the breakpoints with <c>cache_control</c>.</summary>
    Anthropic,

    /// <summary>The provider has no cache with prices of its own.</summary>
    None,
}
