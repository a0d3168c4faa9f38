using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>Holds an answer back before its first byte, as a provider does that thinks for too long.</summary>
/// <param name="content">The answer.</param>
/// <param name="wait">How long.</param>
/// <param name="time">The process's clock.</param>
/// <param name="struck">Told when the waiting begins.</param>
internal sealed class SlowStream(Stream content, TimeSpan wait, TimeProvider time, Action struck) : ReadOnlyStream(content)
{
    private bool hasWaited;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!hasWaited)
        {
            hasWaited = true;
            struck();
            await Task.Delay(wait, time, cancellationToken);
        }

        return await Content.ReadAsync(buffer, cancellationToken);
    }
}
