namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Writes the body of a request in chunks, each of which must be taken within a time.</summary>
internal static class Upload
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>
    /// The maximum time for one chunk in the flow control of HTTP/2. Longer than that of a connection of HTTP/1.1, which can still have
    /// an answer when it takes no more.
    /// </summary>
    private static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(12);

    /// <exception cref="UploadStalledException">A chunk was not taken in time. Smaller bodies fit into the buffers on the way.</exception>
    public static ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        body.Length <= ChunkSize ? stream.WriteAsync(body, cancellationToken) : WriteChunksAsync(stream, body, cancellationToken);

    private static async ValueTask WriteChunksAsync(Stream stream, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource();
        var isStalled = true;
        await using var registration = cancellationToken.UnsafeRegister(
            _ =>
            {
                // Over HTTP/2, the end of this write cancels the request, too.
                if (!stall.IsCancellationRequested) isStalled = false;
                stall.Cancel();
            },
            state: null);
        try
        {
            for (; !body.IsEmpty; body = body[Math.Min(body.Length, ChunkSize)..])
            {
                stall.CancelAfter(MaxStall);
                await stream.WriteAsync(body[..Math.Min(body.Length, ChunkSize)], stall.Token);
            }
        }
        catch (OperationCanceledException) when (isStalled)
        {
            throw new UploadStalledException();
        }
    }
}

/// <summary>The provider has stopped receiving the request.</summary>
internal sealed class UploadStalledException() : IOException("Nothing more of the request was received.");
