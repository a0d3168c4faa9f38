using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>Delays the first byte of a response, like a provider with a long time to first token.</summary>
/// <param name="content">The response.</param>
/// <param name="delay">The delay.</param>
/// <param name="time">The process's clock.</param>
/// <param name="onInjected">Called when the delay begins.</param>
/// <param name="end">Ends the response that is not waited for.</param>
internal sealed class SlowStream(Stream content, TimeSpan delay, TimeProvider time, Action onInjected, Func<Task> end)
    : ReadOnlyStream(content)
{
    private bool hasWaited;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!hasWaited)
        {
            hasWaited = true;
            onInjected();
            try
            {
                await Task.Delay(delay, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await end();
                throw;
            }
        }

        return await Content.ReadAsync(buffer, cancellationToken);
    }
}
