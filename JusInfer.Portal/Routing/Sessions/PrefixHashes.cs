using System.Collections.Immutable;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>
/// The hashes of a prompt at the end of each message and of each block of <see cref="BlockBytes"/> within a message. Each hash includes
/// everything before it, so the first difference of two prompts is found by binary search. Contains no text.
/// </summary>
/// <param name="Blocks">The hashes of the first <see cref="MaxBlocks"/> blocks.</param>
/// <param name="Messages">The ends of the messages that these blocks contain.</param>
/// <param name="Tools">The tools of the request, which precede the messages in the prompt.</param>
/// <param name="Bytes">The size of the whole prompt without the tools.</param>
internal sealed record PrefixHashes(ImmutableArray<uint> Blocks, ImmutableArray<MessageEnd> Messages, ToolSetHash Tools, long Bytes)
{
    public const int BlockBytes = 256;

    /// <summary>Half a megabyte of text. Later blocks are not compared.</summary>
    public const int MaxBlocks = 2_048;

    public const int MaxMessages = 1_024;

    /// <summary>More tools than clients offer. With more, none is recorded.</summary>
    public const int MaxTools = 256;

    /// <summary>The hash of each tool, in order; empty if there are none or too many.</summary>
    public ImmutableArray<ulong> ToolOrder { get; init; } = [];

    public static PrefixHashes Empty { get; } = new([], [], default, 0);

    /// <summary>Finds the first block of this prompt that a later prompt does not repeat.</summary>
    public PrefixChange CompareWith(PrefixHashes later)
    {
        var common = CommonBlocks(later);
        if (common == Blocks.Length) return new PrefixChange(IsExtended: true, Message: -1, Block: -1, StableBytes: Bytes);

        var (message, start) = (0, default(MessageEnd));
        while (message < Messages.Length && Messages[message].Blocks <= common) start = Messages[message++];
        var block = common - start.Blocks;
        return new PrefixChange(IsExtended: false, message, block, start.Bytes + ((long)block * BlockBytes));
    }

    public bool Equals(PrefixHashes? other) => other is not null && Bytes == other.Bytes && Tools == other.Tools && ToolOrder.AsSpan().SequenceEqual(other.ToolOrder.AsSpan())
        && Blocks.AsSpan().SequenceEqual(other.Blocks.AsSpan()) && Messages.AsSpan().SequenceEqual(other.Messages.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Bytes, Tools, Blocks.Length);

    private int CommonBlocks(PrefixHashes later)
    {
        var (same, different) = (0, Math.Min(Blocks.Length, later.Blocks.Length) + 1);
        while (different - same > 1)
        {
            var middle = (same + different) / 2;
            if (Blocks[middle - 1] == later.Blocks[middle - 1]) same = middle;
            else different = middle;
        }

        return same;
    }
}

/// <summary>The end of a message: the number of blocks and of bytes up to there.</summary>
internal readonly record struct MessageEnd(int Blocks, long Bytes);

/// <summary>The first difference of a prompt to the session's previous one.</summary>
/// <param name="IsExtended">Whether the prompt repeats the previous one completely.</param>
/// <param name="Message">The index of the first message that differs; -1 if none does.</param>
/// <param name="Block">The first block of 256 bytes that differs within that message; -1 if none does.</param>
/// <param name="StableBytes">The bytes of the previous prompt that are repeated, without the tools.</param>
internal readonly record struct PrefixChange(bool IsExtended, int Message, int Block, long StableBytes);
