namespace JusInfer.Portal.Routing.Sessions;

/// <summary>The tools of a request as two hashes: one depends on their order, the other does not.</summary>
internal readonly record struct ToolSetHash(ulong Ordered, ulong Unordered)
{
    public bool IsReorderingOf(ToolSetHash other) => Unordered == other.Unordered && Ordered != other.Ordered;

    /// <param name="tool">The tool.</param>
    /// <param name="hash">Its hash, <see cref="Of"/>.</param>
    public ToolSetHash With(ReadOnlySpan<byte> tool, ulong hash) => new(ChainHash.Next(Ordered, tool), unchecked(Unordered + hash));

    /// <summary>The hash of one tool.</summary>
    public static ulong Of(ReadOnlySpan<byte> tool) => ChainHash.Next(ChainHash.Start, tool);
}
