using Microsoft.Win32.SafeHandles;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>One file of the journal. It may go once it is full and every call in it is stored.</summary>
internal sealed class JournalSegment : IDisposable
{
    private readonly SafeFileHandle file;
    private int pending;
    private volatile bool full;

    private JournalSegment(string path, SafeFileHandle file)
    {
        Path = path;
        this.file = file;
    }

    public string Path { get; }

    /// <summary>Bytes written so far; guarded by the journal's lock.</summary>
    public long Length { get; private set; }

    /// <summary>No call begins here any more and all that began are stored.</summary>
    public bool IsSpent => full && Volatile.Read(ref pending) == 0;

    public static JournalSegment Create(string path) =>
        new(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));

    /// <summary>A plain write: it is with the operating system when this returns and survives a killed process.</summary>
    public void Append(ReadOnlySpan<byte> entry)
    {
        RandomAccess.Write(file, entry, Length);
        Length += entry.Length;
    }

    public void Begin() => Interlocked.Increment(ref pending);

    public void End() => Interlocked.Decrement(ref pending);

    public void Fill() => full = true;

    public void Sync() => RandomAccess.FlushToDisk(file);

    public void Dispose() => file.Dispose();
}
