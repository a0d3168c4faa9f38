namespace JusInfer.Portal.Usage;

/// <summary>A call ended on this node. Its record is not in the store yet.</summary>
/// <param name="Record">The record.</param>
/// <param name="Hold">What the call held, which whoever counts the record releases; null if it held nothing.</param>
internal readonly record struct RecordClosed(UsageRecord Record, ICallHold? Hold = null);
