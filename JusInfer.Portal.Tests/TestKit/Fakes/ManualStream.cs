using System.Text;
using System.Threading.Channels;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>An upstream body whose parts arrive when the test sends them.</summary>
internal sealed class ManualStream : MemoryStream
{
    private readonly Channel<byte[]> parts = Channel.CreateUnbounded<byte[]>();
    private ReadOnlyMemory<byte> next;
    private TaskCompletionSource emptied = NewSignal();

    /// <summary>Completes when all that was sent has been read, and the reader waits for more. Fails after a minute.</summary>
    public Task Emptied => Volatile.Read(ref emptied).Task.WaitAsync(TimeSpan.FromMinutes(1));

    public void Send(string events)
    {
        Volatile.Write(ref emptied, NewSignal());
        parts.Writer.TryWrite(Encoding.UTF8.GetBytes(events));
    }

    /// <summary>A read with an empty buffer waits for data without consuming it.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (next.IsEmpty && !parts.Reader.TryPeek(out _)) Volatile.Read(ref emptied).TrySetResult();
        if (next.IsEmpty) next = await parts.Reader.ReadAsync(cancellationToken);
        var count = Math.Min(buffer.Length, next.Length);
        next[..count].CopyTo(buffer);
        next = next[count..];
        return count;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
