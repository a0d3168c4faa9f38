using System.Buffers;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// A request's body, read once into a pooled array and kept until the call is over: every attempt is made from it. Whoever still sends it
/// holds a lease: over HTTP/2 an upstream may answer while the body is on its way, and the array must not be another caller's by then.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] pooled;
    private int length;
    private int leases = 1;

    private RequestBody(int capacity) => pooled = PinnedArrayPool.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Memory => pooled.AsMemory(0, length);

    public ReadOnlySpan<byte> Span => pooled.AsSpan(0, length);

    /// <summary>Reads the body of a request, which is text; or says what is wrong with it.</summary>
    /// <exception cref="BadHttpRequestException">The client broke off or sent a body that is no HTTP.</exception>
    public static async ValueTask<Result<RequestBody, GatewayError>> TakeAsync(
        HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        if (BodyEncoding.Fault(request) is { } encoded) return encoded;
        if (await ReadAsync(request, mostBytes, cancellationToken) is not { } body) return GatewayError.TooLarge(mostBytes);
        if (Utf8.IsValid(body.Span)) return body;
        body.Dispose();
        return GatewayError.InvalidRequest("The request body holds bytes that are not valid UTF-8.");
    }

    /// <summary>Reads the body; null where it is larger than <paramref name="mostBytes"/>.</summary>
    /// <exception cref="BadHttpRequestException">The client broke off or sent a body that is no HTTP.</exception>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        var announced = request.ContentLength;
        if (announced > mostBytes) return null;
        var body = new RequestBody((int)Math.Max(announced ?? 4096, 256));
        try
        {
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(cancellationToken);
                var fits = body.TryAppend(result.Buffer, mostBytes);
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

    /// <summary>Keeps the array until the matching <see cref="Dispose"/>; false where it has gone back already.</summary>
    public bool TryLease()
    {
        while (true)
        {
            var seen = Volatile.Read(ref leases);
            if (seen == 0) return false;
            if (Interlocked.CompareExchange(ref leases, seen + 1, seen) == seen) return true;
        }
    }

    /// <summary>Gives up the call's hold or a lease; the last one returns the array.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref leases) != 0) return;
        PinnedArrayPool.Shared.Return(pooled);
        (pooled, length) = ([], 0);
    }

    private bool TryAppend(ReadOnlySequence<byte> bytes, int mostBytes)
    {
        var total = length + bytes.Length;
        if (total > mostBytes) return false;
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
