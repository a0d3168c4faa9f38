namespace JusInfer.Portal.Usage;

/// <summary>A call ended in this process; its record is on its way to the store.</summary>
internal readonly record struct RecordClosed(UsageRecord Record);
