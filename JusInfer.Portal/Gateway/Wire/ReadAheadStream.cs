namespace JusInfer.Portal.Gateway.Wire;

/// <summary>An answer whose beginning has been looked at: gives that first, then the rest as it comes.</summary>
/// <param name="ahead">What has been read of it.</param>
/// <param name="rest">Where the rest comes from.</param>
internal sealed class ReadAheadStream(ReadOnlyMemory<byte> ahead, Stream rest) : ReadOnlyStream(rest)
{
    private ReadOnlyMemory<byte> ahead = ahead;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ahead.IsEmpty) return Content.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, ahead.Length);
        ahead.Span[..count].CopyTo(buffer.Span);
        ahead = ahead[count..];
        return new ValueTask<int>(count);
    }
}
