using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>An answer that is as it came up to one byte, and bad from there.</summary>
/// <param name="content">The answer.</param>
/// <param name="drill">Where it goes bad, and how.</param>
/// <param name="struck">Told once that byte is reached.</param>
internal sealed class FaultyStream(Stream content, InjectedFault.Fault drill, Action struck) : ReadOnlyStream(content)
{
    /// <summary>An event of its own that is no JSON, wherever the last one was broken off.</summary>
    private static ReadOnlySpan<byte> Garbage => "\n\ndata: {\"drill\": malformed\n\n"u8;

    private int left = drill.At;
    private int garbageRead;
    private bool hasStruck;

    /// <exception cref="IOException">The connection broke, as the drill has it.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0) return await GoneBadAsync(buffer, cancellationToken);
        var read = await Content.ReadAsync(buffer.Length > left ? buffer[..left] : buffer, cancellationToken);
        left -= read;
        return read;
    }

    /// <summary>A read with no room waits, as any does: it fails, or hangs, or finds that there is more.</summary>
    private async ValueTask<int> GoneBadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!hasStruck)
        {
            hasStruck = true;
            struck();
        }

        switch (drill.Kind)
        {
            case FaultKind.Cut:
                throw new IOException("The connection was cut in a drill.");
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
