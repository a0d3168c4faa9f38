namespace JusInfer.Portal.Gateway.Sealing;

/// <summary>What a seal contains. A seal of one kind cannot be opened as another.</summary>
internal enum SealKind
{
    Reasoning,
    Compaction,
}
