using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Keys;

/// <summary>The replacement of a key's secret by a new one.</summary>
internal sealed record KeyRotation
{
    /// <summary>How many seconds the old secret keeps working, 0 to 2592000; 0 if absent.</summary>
    [WholeNumber(0, KeyRules.MaxOverlapSeconds)]
    public long? OverlapSeconds { get; init; }
}
