namespace JusInfer.Portal.Gateway.Wire;

/// <summary>A response body whose first bytes have already been read: returns these bytes first, then the rest of the stream.</summary>
/// <param name="prefix">The bytes already read.</param>
/// <param name="rest">The rest of the body.</param>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream(rest)
{
    private ReadOnlyMemory<byte> prefix = prefix;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (prefix.IsEmpty) return Content.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, prefix.Length);
        prefix.Span[..count].CopyTo(buffer.Span);
        prefix = prefix[count..];
        return new ValueTask<int>(count);
    }
}
