using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Keys;

/// <summary>The report of a key that was found where it should not be.</summary>
internal sealed record KeyReport
{
    /// <summary>The key, or the line in which it was found.</summary>
    [RequiredField]
    public Secret? Key { get; init; }
}
