using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Reads the entries of a journal file. The end is zeros; all other bytes that are no entry are damage, after which the next entry is read
/// whose checksum is right. A file whose reading ends at its first damaged byte loses all calls behind it.
/// </summary>
/// <param name="file">The entries.</param>
/// <param name="written">How many bytes have been written, so that zeros among them are damage; zero if it is not known.</param>
internal ref struct EntryScanner(ReadOnlySpan<byte> file, int written = 0)
{
    private readonly ReadOnlySpan<byte> file = file;
    private ReadOnlySpan<byte> rest = file;
    private RangeChecksums? checksums;

    /// <summary>The number of damaged parts.</summary>
    public int Gaps { get; private set; }

    /// <summary>The bytes in damaged parts.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Where the entries that were read end, with the damaged parts between them.</summary>
    public readonly int End => file.Length - rest.Length;

    /// <summary>Reads the next entry.</summary>
    /// <param name="offset">Where it begins in the file.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>False at the end.</returns>
    public bool TryRead(out int offset, [NotNullWhen(true)] out JournalEntry? entry)
    {
        while (true)
        {
            offset = End;
            if (JournalFormat.TryRead(ref rest, out entry)) return true;
            var damaged = DamageLength();
            if (damaged == 0) return false;
            Gaps++;
            DamagedBytes += damaged;
            rest = rest[damaged..];
        }
    }

    /// <summary>The bytes until the next entry, or until the end.</summary>
    private int DamageLength()
    {
        var end = Math.Max(rest.LastIndexOfAnyExcept((byte)0) + 1, Math.Min(written, file.Length) - End);
        if (end <= 0) return 0;

        // If its length is right, the next entry follows it. A text in the damaged one is not mistaken for an entry.
        if (rest.Length >= JournalFormat.HeaderBytes
            && BinaryPrimitives.ReadInt32LittleEndian(rest) is > 0 and <= JournalFormat.MaxEntryBytes and var size)
        {
            var next = JournalFormat.HeaderBytes + size;
            if (next < end && IsEntry(End + next)) return next;
        }

        for (var start = 1; start < end; start++)
        {
            if (IsEntry(End + start)) return start;
        }

        return end;
    }

    private bool IsEntry(int start)
    {
        var bytes = file[start..];
        if (bytes.Length < JournalFormat.HeaderBytes) return false;
        var payload = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (payload is <= 1 or > JournalFormat.MaxEntryBytes || payload > bytes.Length - JournalFormat.HeaderBytes) return false;
        if (!JournalFormat.HasKind(bytes.Slice(JournalFormat.HeaderBytes, payload))) return false;
        checksums ??= new RangeChecksums();
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == checksums.Of(file, start + JournalFormat.HeaderBytes, payload);
    }
}
