namespace JusInfer.Portal.Routing.Costs;

/// <summary>The events that can raise a session's bill above the limit of the <see cref="BaselineCostLimit"/>.</summary>
[Flags]
internal enum GuardExceptions
{
    None = 0,

    /// <summary>
    /// After a detour, the client paused for longer than the baseline's cache still lived, but not for as long as it would have lived without the detour.
    /// </summary>
    PauseAfterDetour = 1,

    /// <summary>The provider of the baseline cached less after a detour than its rules say.</summary>
    EvictedEarly = 1 << 1,

    /// <summary>The output of a detour was longer than its bound.</summary>
    LongOutput = 1 << 2,

    /// <summary>The provider of a detour charged more for the prompt than its prices and the size of the prompt say.</summary>
    UnexpectedPrompt = 1 << 3,
}
