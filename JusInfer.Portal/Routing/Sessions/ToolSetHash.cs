namespace JusInfer.Portal.Routing.Sessions;

/// <summary>The tools of a request as two hashes: one depends on their order, the other does not.</summary>
internal readonly record struct ToolSetHash(ulong Ordered, ulong Unordered)
{
    public bool IsReorderingOf(ToolSetHash other) => Unordered == other.Unordered && Ordered != other.Ordered;

    public ToolSetHash With(ReadOnlySpan<byte> tool) =>
        new(ChainHash.Next(Ordered, tool), unchecked(Unordered + ChainHash.Next(ChainHash.Start, tool)));
}
