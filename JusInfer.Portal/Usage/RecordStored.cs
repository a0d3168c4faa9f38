namespace JusInfer.Portal.Usage;

/// <summary>The record of a call that ended on this node is stored. Each <see cref="RecordClosed"/> is followed by one of these.</summary>
internal readonly record struct RecordStored(UsageRecord Record);
