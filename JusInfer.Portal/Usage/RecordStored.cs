namespace JusInfer.Portal.Usage;

/// <summary>
/// The store has the record of a call that ended in this process: each <see cref="RecordClosed"/> is followed by one of these, in time.
/// </summary>
internal readonly record struct RecordStored(UsageRecord Record);
