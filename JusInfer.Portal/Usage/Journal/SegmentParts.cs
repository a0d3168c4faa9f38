using System.Buffers.Binary;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>The parts of a segment file (<see cref="SegmentLayout"/>), or one entry alone.</summary>
/// <param name="entries">The entries.</param>
internal readonly ref struct SegmentParts(ReadOnlySpan<byte> entries)
{
    public ReadOnlySpan<byte> Entries { get; } = entries;

    /// <summary>Empty in a file of an earlier release.</summary>
    public ReadOnlySpan<byte> Marks { get; init; }

    /// <summary>Null where the file does not say it.</summary>
    public WrittenEntries? Written { get; init; }

    /// <summary>The end of the file is missing or damaged, and with it what would say how many entries it had.</summary>
    public bool IsCut { get; init; }
}

/// <summary>How much has been written to a segment. It tells the end of the entries from entries that have been lost.</summary>
/// <param name="Bytes">The size of the entries.</param>
/// <param name="Calls">The number of intents.</param>
internal readonly record struct WrittenEntries(int Bytes, int Calls)
{
    public static WrittenEntries Read(ReadOnlySpan<byte> input) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(input), BinaryPrimitives.ReadInt32LittleEndian(input[sizeof(int)..]));

    /// <summary>No intent is shorter than a block of the file, so it cannot have more.</summary>
    public bool IsPossible => Bytes >= 0 && Calls >= 0 && Calls <= Bytes / SegmentLayout.BlockBytes;

    /// <summary>Both numbers as one value, which is written at once.</summary>
    public ulong Pack() => ((ulong)(uint)Calls << 32) | (uint)Bytes;
}
