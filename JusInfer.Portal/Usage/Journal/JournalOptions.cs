namespace JusInfer.Portal.Usage.Journal;

/// <summary>What an answer waits for before its first byte leaves.</summary>
internal enum JournalDurability
{
    /// <summary>The call's intent is with the operating system: it survives a killed process. Synced to disk every 100 ms.</summary>
    Process,

    /// <summary>The call's intent is on disk: it survives a power cut, at up to 100 ms before the first byte.</summary>
    Disk,
}

/// <summary>Configuration section <c>Journal</c>.</summary>
internal sealed class JournalOptions
{
    public JournalDurability Durability { get; set; } = JournalDurability.Process;

    /// <summary>The folder of the segments; Hosting names <c>journal</c> under the store's folder where the settings name none.</summary>
    public string? Path { get; set; }

    /// <summary>A segment is closed at this size. Bytes.</summary>
    public int SegmentBytes { get; set; } = 16 * 1024 * 1024;

    public static readonly TimeSpan SyncEvery = TimeSpan.FromMilliseconds(100);
}
