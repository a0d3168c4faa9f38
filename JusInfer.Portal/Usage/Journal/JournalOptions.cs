namespace JusInfer.Portal.Usage.Journal;

/// <summary>What an answer waits for before its first byte leaves.</summary>
internal enum JournalDurability
{
    /// <summary>The call's intent is with the operating system: it survives a killed process. Synced to disk every 100 ms.</summary>
    Process,

    /// <summary>The call's intent is on disk: it survives a power cut, at up to 100 ms before the first byte.</summary>
    Disk,
}

/// <summary>Section <c>Journal</c>.</summary>
internal sealed record JournalOptions
{
    public JournalDurability Durability { get; init; } = JournalDurability.Process;

    /// <summary>The folder of the segments.</summary>
    public required string Path { get; init; }

    /// <summary>A segment is closed at this size. Bytes.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024 * 1024;

    public static readonly TimeSpan SyncInterval = TimeSpan.FromMilliseconds(100);
}
