namespace JusInfer.Portal.Usage;

/// <summary>A call ended on this node. Its record is not in the store yet.</summary>
internal readonly record struct RecordClosed(UsageRecord Record);
