namespace JusInfer.Portal.Routing.Sessions;

/// <summary>Why a call read less from the provider's cache than its session's previous prompt.</summary>
internal enum CacheLossCause
{
    /// <summary>Nothing was lost.</summary>
    None,

    /// <summary>The prompt is shorter than what the provider caches.</summary>
    BelowMinimum,

    /// <summary>The same tools in another order.</summary>
    ToolsReordered,

    /// <summary>Other tools, or the same ones with other definitions.</summary>
    ToolsChanged,

    /// <summary>The client changed or removed an earlier message.</summary>
    PrefixChanged,

    /// <summary>The previous call went to another model.</summary>
    ModelSwitched,

    /// <summary>The previous call went to the same model at another provider.</summary>
    EndpointSwitched,

    /// <summary>The pause since the last call was longer than the cache lives.</summary>
    Expired,

    /// <summary>The rules of the provider's cache do not explain the loss.</summary>
    Unexplained,
}

/// <summary>The part of a cached prefix that a call could not use.</summary>
/// <param name="Cause">The first cause that explains the loss.</param>
/// <param name="Message">The index of the first changed message; -1 for other causes.</param>
/// <param name="Block">The first changed block of 256 bytes in that message; -1 for other causes.</param>
/// <param name="Tokens">The tokens that were not read from the cache.</param>
/// <param name="Cost">What these tokens cost above a cache read.</param>
internal readonly record struct CacheLoss(CacheLossCause Cause, int Message, int Block, long Tokens, NanoUsd Cost)
{
    public static CacheLoss Nothing => new(CacheLossCause.None, -1, -1, 0, NanoUsd.Zero);
}
