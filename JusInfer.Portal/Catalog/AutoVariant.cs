namespace JusInfer.Portal.Catalog;

/// <summary>What automatic routing optimizes. A client asks for another variant than the first with a suffix, for example <c>jusInfer-auto:cheap</c>.</summary>
internal enum AutoVariant
{
    /// <summary>The baseline model, with detours that save money.</summary>
    Balanced,

    /// <summary>The cheapest capable model: <c>:cheap</c>.</summary>
    Cheap,

    /// <summary>The capable model with the highest quality: <c>:best</c>.</summary>
    Best,
}
