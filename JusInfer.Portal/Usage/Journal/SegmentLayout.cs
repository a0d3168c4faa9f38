using System.Buffers.Binary;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// The parts of a segment file: entries, then a mark for each block of them, then <see cref="Footer"/>. A mark says that the call whose
/// intent begins in the block is stored. It is a byte of its own, because an entry cannot change once other processes may read it, and an
/// entry per stored call would cost as much as its intent. Files of earlier releases have entries only; those releases take the marks for
/// the end of the entries.
/// </summary>
internal static class SegmentLayout
{
    /// <summary>The value of a mark. A damaged byte is neither this nor zero, unless all of four bits are wrong.</summary>
    public const byte Stored = 0xA5;

    /// <summary>Shorter than any intent, which has five ids: no two intents begin in the same block.</summary>
    private const int BlockBytes = 64;

    /// <summary>The last bytes of a file with marks: "JINFSEG2".</summary>
    private const ulong Footer = 0x3247_4553_464E_494A;

    /// <summary>The space for entries in a file.</summary>
    public static int EntryBytes(int capacity) => (int)((capacity - sizeof(ulong)) / (BlockBytes + 1L) * BlockBytes);

    /// <summary>The position of the mark of a call in its file.</summary>
    /// <param name="capacity">The size of the file.</param>
    /// <param name="offset">Where the call's intent begins.</param>
    public static int MarkOf(int capacity, int offset) => EntryBytes(capacity) + (offset / BlockBytes);

    public static void WriteFooter(Span<byte> output) => BinaryPrimitives.WriteUInt64LittleEndian(output, Footer);

    /// <summary>Separates the entries of a file from its marks, which are empty in a file of an earlier release.</summary>
    public static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> file, out ReadOnlySpan<byte> marks)
    {
        marks = [];
        if (file.Length < sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(file[^sizeof(ulong)..]) != Footer) return file;
        var entries = EntryBytes(file.Length);
        marks = file[entries..^sizeof(ulong)];
        return file[..entries];
    }

    /// <summary>Whether the call whose intent begins at a position is stored.</summary>
    public static bool IsStored(ReadOnlySpan<byte> marks, int offset) => !marks.IsEmpty && marks[offset / BlockBytes] == Stored;
}
