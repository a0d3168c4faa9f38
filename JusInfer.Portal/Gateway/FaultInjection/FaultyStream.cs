using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>A response that fails at a byte offset. The bytes before it are unchanged.</summary>
/// <param name="content">The response.</param>
/// <param name="fault">The offset and the kind of failure.</param>
/// <param name="onInjected">Called once when the offset is reached.</param>
internal sealed class FaultyStream(Stream content, InjectedFault.StreamFault fault, Func<Task> onInjected) : ReadOnlyStream(content)
{
    /// <summary>A separate event that is not JSON. The line breaks before it end an event that is cut off at the offset.</summary>
    private static ReadOnlySpan<byte> Garbage => "\n\ndata: {\"drill\": malformed\n\n"u8;

    private int remaining = fault.Offset;
    private int garbageRead;
    private bool hasInjected;

    /// <exception cref="IOException">The injected fault cuts the connection.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (remaining == 0) return await FailAsync(buffer, cancellationToken);
        var read = await Content.ReadAsync(buffer.Length > remaining ? buffer[..remaining] : buffer, cancellationToken);
        remaining -= read;
        return read;
    }

    /// <summary>Injects the fault. Also called for reads into an empty buffer, which wait for data like any other read.</summary>
    private async ValueTask<int> FailAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!hasInjected)
        {
            hasInjected = true;
            await onInjected();
        }

        switch (fault.Kind)
        {
            case FaultKind.Cut:
                throw new IOException("The connection was closed by an injected fault.");
            case FaultKind.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return 0;
            default:
                return ReadGarbage(buffer.Span);
        }
    }

    private int ReadGarbage(Span<byte> buffer)
    {
        var rest = Garbage[garbageRead..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        garbageRead += count;
        return count;
    }
}
