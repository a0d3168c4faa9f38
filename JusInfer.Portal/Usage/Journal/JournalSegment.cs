using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// One file of the journal, mapped into memory. An entry that is copied in is with the operating system at once and survives a killed
/// process, as a write would be, and far cheaper (docs/adr/0006-memory-mapped-journal.md). The file's space is reserved when it is made, so that a
/// full disk is an error then and not a fault in the middle of a call. It may go once it is full and every call in it is stored.
/// </summary>
internal sealed class JournalSegment : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly int capacity;
    private int length;
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
    }

    public string Path { get; }

    /// <summary>No call begins here any more and all that began are stored.</summary>
    public bool IsSpent => full && Volatile.Read(ref pending) == 0;

    public static JournalSegment Create(string path, int capacity) =>
        new(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, capacity), capacity);

    /// <summary>False where the entry does not fit any more. Entries come one after the other, under the journal's lock.</summary>
    public bool TryAppend(ReadOnlySpan<byte> entry)
    {
        if (entry.Length > capacity - length) return false;
        view.SafeMemoryMappedViewHandle.WriteSpan((ulong)length, entry);
        length += entry.Length;
        return true;
    }

    public void Begin() => Interlocked.Increment(ref pending);

    public void End() => Interlocked.Decrement(ref pending);

    public void Fill() => full = true;

    public void Sync() => RandomAccess.FlushToDisk(file);

    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
        file.Dispose();
    }
}
