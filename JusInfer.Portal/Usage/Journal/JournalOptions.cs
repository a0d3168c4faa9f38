namespace JusInfer.Portal.Usage.Journal;

/// <summary>How durable a call's intent must be before the first byte of the response is sent.</summary>
internal enum JournalDurability
{
    /// <summary>The operating system has the intent: it survives the end of the process, and is on disk within 100 ms.</summary>
    Process,

    /// <summary>The intent is on disk: it survives a power failure. The first byte is delayed by up to 100 ms.</summary>
    Disk,

    /// <summary>
    /// The database has a copy of the intent: it survives the loss of the machine, and another node accounts for the call. The first byte is delayed
    /// by up to 20 ms and a commit.
    /// </summary>
    Database,
}

/// <summary>The settings of section <c>Journal</c>.</summary>
internal sealed record JournalOptions
{
    public static readonly TimeSpan SyncInterval = TimeSpan.FromMilliseconds(100);

    public JournalDurability Durability { get; init; } = JournalDurability.Process;

    /// <summary>The folder of the segment files.</summary>
    public required string Path { get; init; }

    /// <summary>The size of a segment file.</summary>
    public int SegmentBytes { get; init; } = 16 * 1024 * 1024;
}
