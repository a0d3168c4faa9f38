using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>A response whose connection is closed when a signal asks for it.</summary>
/// <param name="content">The response.</param>
/// <param name="signal">The signal.</param>
/// <param name="onInjected">Called once when the connection is cut.</param>
internal sealed class CutOnSignalStream(Stream content, CutSignal signal, Func<Task> onInjected) : ReadOnlyStream(content)
{
    private bool isCut;

    /// <exception cref="IOException">The signal cuts the connection.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (signal.Requested.IsCompleted) throw await CutAsync();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Content.ReadAsync(buffer, reading.Token).AsTask();
        if (await Task.WhenAny(read, signal.Requested) == read) return await read;

        // The read ends before the buffer is returned.
        await reading.CancelAsync();
        await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw await CutAsync();
    }

    private async Task<IOException> CutAsync()
    {
        if (!isCut)
        {
            isCut = true;
            await onInjected();
        }

        return new IOException("The connection was closed by an injected fault.");
    }
}
