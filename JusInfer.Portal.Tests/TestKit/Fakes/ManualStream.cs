using System.Text;
using System.Threading.Channels;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>An upstream body whose parts arrive when the test sends them.</summary>
internal sealed class ManualStream : MemoryStream
{
    private readonly Channel<byte[]> parts = Channel.CreateUnbounded<byte[]>();
    private ReadOnlyMemory<byte> next;

    public void Send(string events) => parts.Writer.TryWrite(Encoding.UTF8.GetBytes(events));

    /// <summary>A read with an empty buffer waits for data without consuming it.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (next.IsEmpty) next = await parts.Reader.ReadAsync(cancellationToken);
        var count = Math.Min(buffer.Length, next.Length);
        next[..count].CopyTo(buffer);
        next = next[count..];
        return count;
    }
}
