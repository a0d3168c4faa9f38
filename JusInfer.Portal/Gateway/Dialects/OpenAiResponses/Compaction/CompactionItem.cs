namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>A compaction item in the input of a request.</summary>
/// <param name="Span">The range of the whole item.</param>
/// <param name="IsOwn">The gateway made the item. Otherwise a provider did, and only that provider can read it.</param>
/// <param name="Seal">The range of the seal without quotes; empty if the gateway did not make the item.</param>
/// <param name="Number">The index of the item in the input.</param>
internal readonly record struct CompactionItem(Range Span, bool IsOwn, Range Seal, int Number)
{
    /// <summary>What <c>encrypted_content</c> begins with if the gateway made it, in any version of the format.</summary>
    public static ReadOnlySpan<byte> OwnPrefix => "jinf."u8;
}

/// <summary>A compaction item of the gateway that has been opened.</summary>
/// <param name="Span">The range of the item in the body.</param>
/// <param name="Message">The message that replaces it, as JSON.</param>
internal readonly record struct OpenedCompaction(Range Span, ReadOnlyMemory<byte> Message);
