using System.Buffers;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>A response that keeps what was read of it, so that its cost is known if a fault breaks it off.</summary>
/// <param name="content">The response.</param>
/// <param name="remaining">How long its rest is read; null if nothing more is billed once the connection is closed.</param>
/// <param name="time">The process's clock.</param>
internal sealed class RecordedStream(Stream content, TimeSpan? remaining, TimeProvider time) : ReadOnlyStream(content)
{
    private const int ReadSize = 4096;

    private readonly ArrayBufferWriter<byte> read = new();

    public ReadOnlyMemory<byte> Recorded => read.WrittenMemory;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await Content.ReadAsync(buffer, cancellationToken);
        if (read.WrittenCount <= ResponseBody.MaxBytes) read.Write(buffer.Span[..count]);
        return count;
    }

    /// <summary>
    /// Reads the rest of an answer that goes on costing. Not ended with the client: it could otherwise have answers for nothing.
    /// </summary>
    public async Task ReadRestAsync()
    {
        if (remaining is not { } limit) return;
        using var deadline = new CancellationTokenSource(limit, time);
        try
        {
            while (read.WrittenCount <= ResponseBody.MaxBytes
                && await Content.ReadAsync(read.GetMemory(ReadSize), deadline.Token) is > 0 and var count)
            {
                read.Advance(count);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException)
        {
            // What has arrived counts. HttpClient closes the connection of a read that is canceled.
        }
    }
}
