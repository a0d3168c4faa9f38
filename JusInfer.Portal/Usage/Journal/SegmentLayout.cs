using System.Buffers.Binary;
using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// The parts of a segment file: entries, a mark for each block of them, how much has been written, then <see cref="Footer"/>. A mark says
/// that the call whose intent begins in the block is stored. It is a byte of its own, because an entry cannot change once other processes
/// may read it, and an entry per stored call would cost as much as its intent. Files of earlier releases have entries only; those releases
/// take the marks for the end of the entries.
/// </summary>
internal static class SegmentLayout
{
    /// <summary>The value of a mark. A damaged byte is neither this nor zero, unless all of four bits are wrong.</summary>
    public const byte Stored = 0xA5;

    /// <summary>The size of <see cref="WrittenEntries"/> and <see cref="Footer"/>.</summary>
    private const int TrailerBytes = 2 * sizeof(ulong);

    /// <summary>Shorter than any intent, which has five ids: no two intents begin in the same block.</summary>
    public const int BlockBytes = 64;

    /// <summary>The last bytes of a file: "JINFSEG3".</summary>
    private const ulong Footer = 0x3347_4553_464E_494A;

    /// <summary>The last bytes of a file that does not say how much has been written: "JINFSEG2".</summary>
    private const ulong FooterWithoutCounts = 0x3247_4553_464E_494A;

    /// <summary>The space for entries in a file.</summary>
    public static int EntryBytes(int capacity) => EntryBytes(capacity, TrailerBytes);

    /// <summary>The position of the mark of a call in its file.</summary>
    /// <param name="capacity">The size of the file.</param>
    /// <param name="offset">Where the call's intent begins.</param>
    public static int MarkOf(int capacity, int offset) => EntryBytes(capacity) + (offset / BlockBytes);

    /// <summary>The position of the mark of a call in a file of this or an earlier release that has marks.</summary>
    public static int MarkOf(SegmentParts file, int offset) => file.Entries.Length + (offset / BlockBytes);

    /// <summary>The position of <see cref="WrittenEntries"/> in a file.</summary>
    public static int WrittenOf(int capacity) => capacity - TrailerBytes;

    public static void WriteFooter(Span<byte> output) => BinaryPrimitives.WriteUInt64LittleEndian(output, Footer);

    /// <summary>Separates the parts of a file.</summary>
    public static SegmentParts Split(ReadOnlySpan<byte> file)
    {
        switch (file.Length < TrailerBytes ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(file[^sizeof(ulong)..]))
        {
            case Footer:
                return Parts(file, TrailerBytes) with { Written = WrittenEntries.Read(file[^TrailerBytes..]) };
            case FooterWithoutCounts:
                return Parts(file, sizeof(ulong));
            default:
                return new SegmentParts(file) { IsCut = !IsFromBeforeFooters(file) };
        }
    }

    /// <summary>Whether the call whose intent begins at a position is stored.</summary>
    public static bool IsStored(ReadOnlySpan<byte> marks, int offset) => !marks.IsEmpty && marks[offset / BlockBytes] == Stored;

    private static int EntryBytes(int capacity, int trailer) => (int)((capacity - trailer) / (BlockBytes + 1L) * BlockBytes);

    private static SegmentParts Parts(ReadOnlySpan<byte> file, int trailer)
    {
        var entries = EntryBytes(file.Length, trailer);
        return new SegmentParts(file[..entries]) { Marks = file[entries..^trailer] };
    }

    /// <summary>
    /// Whether an earlier release wrote a file, which the version of its first entry tells. A file without an entry has lost it.
    /// </summary>
    private static bool IsFromBeforeFooters(ReadOnlySpan<byte> file) =>
        file.Length > JournalFormat.HeaderBytes && file[JournalFormat.HeaderBytes] is > 0 and < JournalVersion.Footers;
}
