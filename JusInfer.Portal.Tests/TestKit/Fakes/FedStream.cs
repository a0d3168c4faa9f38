using System.Text;
using System.Threading.Channels;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>An upstream's bytes, each piece when the test sends it.</summary>
internal sealed class FedStream : MemoryStream
{
    private readonly Channel<byte[]> pieces = Channel.CreateUnbounded<byte[]>();
    private ReadOnlyMemory<byte> next;

    public void Send(string events) => pieces.Writer.TryWrite(Encoding.UTF8.GetBytes(events));

    /// <summary>A read with no room waits for data and takes none of it.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (next.IsEmpty) next = await pieces.Reader.ReadAsync(cancellationToken);
        var count = Math.Min(buffer.Length, next.Length);
        next[..count].CopyTo(buffer);
        next = next[count..];
        return count;
    }
}
