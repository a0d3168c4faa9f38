using System.IO.MemoryMappedFiles;
using JusInfer.Portal.Primitives.Files;
using Microsoft.Win32.SafeHandles;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// One file of the journal, mapped into memory. The operating system has an entry as soon as it is copied into the mapping: it survives the
/// end of the process as after a write, at a fraction of the cost (docs/adr/0006-memory-mapped-journal.md). The space of the file is
/// reserved when the file is created, so a full disk is an exception at that point and not a fault during a call.
/// </summary>
internal sealed class JournalSegment : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly int capacity;
    private readonly int entryBytes;
    private int length;
    private int calls;
    private int pending;
    private volatile bool full;

    private JournalSegment(string path, SafeFileHandle file, int capacity)
    {
        Path = path;
        this.file = file;
        this.capacity = capacity;
        map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor(0, capacity, MemoryMappedFileAccess.ReadWrite);
        entryBytes = SegmentLayout.EntryBytes(capacity);
        Span<byte> footer = stackalloc byte[sizeof(ulong)];
        SegmentLayout.WriteFooter(footer);
        view.SafeMemoryMappedViewHandle.WriteSpan<byte>((ulong)(capacity - footer.Length), footer);
    }

    public string Path { get; }

    /// <summary>The segment is full and all calls that started in it are stored: the file can be deleted.</summary>
    public bool IsFinished => full && PendingCalls == 0;

    /// <summary>The calls that started in this segment and are not stored.</summary>
    public int PendingCalls => Volatile.Read(ref pending);

    public static JournalSegment Create(string path, int capacity) => new(path, PrivateFiles.Create(path, capacity), capacity);

    /// <summary>The size of the entries.</summary>
    public int Length => length;

    /// <summary>Appends an entry; false if it does not fit. Not thread-safe: the journal calls it in its lock.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isIntent">Whether a call starts with it.</param>
    public bool TryAppend(ReadOnlySpan<byte> entry, bool isIntent)
    {
        if (entry.Length > entryBytes - length) return false;
        view.SafeMemoryMappedViewHandle.WriteSpan((ulong)length, entry);
        length += entry.Length;
        if (isIntent)
        {
            calls++;
            Interlocked.Increment(ref pending);
        }

        // After the entry: if the process is killed between the two, the entry is there nevertheless.
        view.SafeMemoryMappedViewHandle.Write((ulong)SegmentLayout.WrittenOf(capacity), new WrittenEntries(length, calls).Pack());
        return true;
    }

    /// <summary>Marks a call that started in this segment as stored, so that no recovery stores it again.</summary>
    /// <param name="offset">Where its intent begins.</param>
    public void MarkStored(int offset)
    {
        view.SafeMemoryMappedViewHandle.Write((ulong)SegmentLayout.MarkOf(capacity, offset), SegmentLayout.Stored);
        Interlocked.Decrement(ref pending);
    }

    /// <summary>No further call starts in this segment.</summary>
    public void MarkFull() => full = true;

    public void Sync() => RandomAccess.FlushToDisk(file);

    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
        file.Dispose();
    }
}
