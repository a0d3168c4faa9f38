using System.Buffers;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// A request body, read once into a pooled array that all attempts of the call use. A send holds a lease on it: over HTTP/2 an upstream can
/// answer while the body is still being sent, and the array must not be reused by then.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] pooled;
    private int length;
    private int leases = 1;

    private RequestBody(int capacity) => pooled = PinnedArrayPool.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Memory => pooled.AsMemory(0, length);

    public ReadOnlySpan<byte> Span => pooled.AsSpan(0, length);

    /// <summary>Reads a body that must be uncompressed UTF-8 text; returns an error otherwise.</summary>
    /// <exception cref="BadHttpRequestException">The client disconnected or violated HTTP.</exception>
    public static async ValueTask<Result<RequestBody, GatewayError>> TakeAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (BodyEncoding.Check(request) is { } encoded) return encoded;
        if (await ReadAsync(request, maxBytes, cancellationToken) is not { } body) return GatewayError.TooLarge(maxBytes);
        if (Utf8.IsValid(body.Span)) return body;
        body.Dispose();
        return GatewayError.InvalidRequest("The request body contains bytes that are not valid UTF-8.");
    }

    /// <summary>Reads the body; null if it is larger than <paramref name="maxBytes"/>.</summary>
    /// <exception cref="BadHttpRequestException">The client disconnected or violated HTTP.</exception>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var contentLength = request.ContentLength;
        if (contentLength > maxBytes) return null;
        var body = new RequestBody((int)Math.Max(contentLength ?? 4096, 256));
        try
        {
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(cancellationToken);
                var fits = body.TryAppend(result.Buffer, maxBytes);
                request.BodyReader.AdvanceTo(result.Buffer.End);
                if (!fits)
                {
                    body.Dispose();
                    return null;
                }

                if (result.IsCompleted) return body;
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the array until the matching <see cref="Dispose"/>; false if it has already been returned.</summary>
    public bool TryLease()
    {
        while (true)
        {
            var current = Volatile.Read(ref leases);
            if (current == 0) return false;
            if (Interlocked.CompareExchange(ref leases, current + 1, current) == current) return true;
        }
    }

    /// <summary>Releases the call's own lease or that of a send. The last release returns the array.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref leases) != 0) return;
        PinnedArrayPool.Shared.Return(pooled);
        (pooled, length) = ([], 0);
    }

    private bool TryAppend(ReadOnlySequence<byte> bytes, int maxBytes)
    {
        var total = length + bytes.Length;
        if (total > maxBytes) return false;
        if (total > pooled.Length) Grow((int)total);
        bytes.CopyTo(pooled.AsSpan(length));
        length = (int)total;
        return true;
    }

    private void Grow(int needed)
    {
        var larger = PinnedArrayPool.Shared.Rent(Math.Max(needed, pooled.Length * 2));
        Span.CopyTo(larger);
        PinnedArrayPool.Shared.Return(pooled);
        pooled = larger;
    }
}
