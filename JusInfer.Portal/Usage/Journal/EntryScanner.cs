using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Reads the entries of a journal file. The end is zeros; all other bytes that are no entry are damage, after which the next entry is read
/// whose checksum is right. A file whose reading ends at its first damaged byte loses all calls behind it.
/// </summary>
internal ref struct EntryScanner(ReadOnlySpan<byte> file)
{
    /// <summary>More than an entry with the longest texts has.</summary>
    private const int MaxEntryBytes = 1 << 20;

    private readonly int length = file.Length;
    private ReadOnlySpan<byte> rest = file;

    /// <summary>The number of damaged parts.</summary>
    public int Gaps { get; private set; }

    /// <summary>The bytes in damaged parts.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Reads the next entry.</summary>
    /// <param name="offset">Where it begins in the file.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>False at the end.</returns>
    public bool TryRead(out int offset, [NotNullWhen(true)] out JournalEntry? entry)
    {
        while (true)
        {
            offset = length - rest.Length;
            if (JournalFormat.TryRead(ref rest, out entry)) return true;
            var damaged = DamageLength(rest);
            if (damaged == 0) return false;
            Gaps++;
            DamagedBytes += damaged;
            rest = rest[damaged..];
        }
    }

    /// <summary>The bytes until the next entry, or until the zeros at the end.</summary>
    private static int DamageLength(ReadOnlySpan<byte> rest)
    {
        var end = rest.LastIndexOfAnyExcept((byte)0) + 1;
        if (end == 0) return 0;

        // If its length is right, the next entry follows it. A text in the damaged one is not mistaken for an entry.
        if (rest.Length >= JournalFormat.HeaderBytes
            && BinaryPrimitives.ReadInt32LittleEndian(rest) is > 0 and <= MaxEntryBytes and var size)
        {
            var next = JournalFormat.HeaderBytes + size;
            if (next < end && IsEntry(rest[next..])) return next;
        }

        for (var start = 1; start < end; start++)
        {
            if (IsEntry(rest[start..])) return start;
        }

        return end;
    }

    private static bool IsEntry(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < JournalFormat.HeaderBytes) return false;
        var payload = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (payload is <= 1 or > MaxEntryBytes || payload > bytes.Length - JournalFormat.HeaderBytes) return false;
        var checksum = JournalFormat.Checksum(bytes.Slice(JournalFormat.HeaderBytes, payload));
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == checksum;
    }
}
