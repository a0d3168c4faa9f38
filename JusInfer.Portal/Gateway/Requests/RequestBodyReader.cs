using System.IO.Pipelines;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Threads;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>Reads request bodies: uncompressed UTF-8, within the limits of size, of memory and of time.</summary>
internal sealed class RequestBodyReader(GatewayOptions options, BytesInFlight bytesInFlight, LargeBodyRate largeBodies, DedicatedThreads threads, TimeProvider time)
{
    /// <summary>
    /// The time in which a client must send the next <see cref="MinProgressBytes"/>, or the rest of the body. Kestrel checks only the
    /// average rate, so a client that sends half of a large body at once could then keep it in memory for hours.
    /// </summary>
    public static readonly TimeSpan ProgressTimeout = TimeSpan.FromSeconds(30);

    private const int MinProgressBytes = 64 * 1024;

    /// <summary>Reads the body. The caller disposes it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The caller's key, whose share of the memory the body uses.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    /// <exception cref="BadHttpRequestException">The client disconnected or violated HTTP.</exception>
    public async ValueTask<Result<RequestBody, GatewayError>> ReadAsync(
        HttpRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        if (BodyEncoding.Check(request) is { } encoded) return encoded;
        if (request.ContentLength > options.MaxRequestBytes) return GatewayError.TooLarge(options.MaxRequestBytes);
        var body = new RequestBody(bytesInFlight.ShareOf(key));
        try
        {
            var error = body.Announce(request.ContentLength ?? 0) ?? await ReceiveAsync(request, body, key.TeamId, cancellationToken);
            if (error is null) return body;
            body.Dispose();
            return error;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static GatewayError? CheckText(RequestBody body)
    {
        if (!Utf8.IsValid(body.Span)) return GatewayError.InvalidRequest("The request body contains bytes that are not valid UTF-8.");
        body.ReplaceUnpairedSurrogates();
        return null;
    }

    /// <summary>Receives the body. Most are in memory already.</summary>
    /// <returns>The error; null if the body was received completely.</returns>
    private ValueTask<GatewayError?> ReceiveAsync(HttpRequest request, RequestBody body, TeamId team, CancellationToken cancellationToken)
    {
        if (!request.BodyReader.TryRead(out var result)) return ReceiveRestAsync(request, body, team, cancellationToken);
        var error = Append(request, body, result);
        return error is not null || result.IsCompleted
            ? new(error ?? CheckText(body))
            : ReceiveRestAsync(request, body, team, cancellationToken);
    }

    private async ValueTask<GatewayError?> ReceiveRestAsync(
        HttpRequest request, RequestBody body, TeamId team, CancellationToken cancellationToken)
    {
        using var progress = new ProgressTimer(time, cancellationToken);
        progress.Report(body.Length);
        try
        {
            return await ReadToEndAsync(isLarge: false);
        }
        catch (OperationCanceledException) when (progress.IsOver && !cancellationToken.IsCancellationRequested)
        {
            return new GatewayError(
                StatusCodes.Status408RequestTimeout,
                ErrorCodes.InvalidRequest,
                $"The request body arrived too slowly: less than {GatewayError.Size(MinProgressBytes)} in "
                + $"{ProgressTimeout.TotalSeconds:0} seconds. Send the request again.");
        }

        async Task<GatewayError?> ReadToEndAsync(bool isLarge)
        {
            while (isLarge || body.Length < ParsingLimiter.LargeBytes)
            {
                if (!request.BodyReader.TryRead(out var result)) result = await request.BodyReader.ReadAsync(progress.Token);
                var received = (int)result.Buffer.Length;
                var error = Append(request, body, result);
                if (error is not null) return error;
                if (result.IsCompleted) return CheckText(body);
                if (isLarge) await largeBodies.WaitAsync(team, received, cancellationToken);
                progress.Report(body.Length);
            }

            return await threads.RunAsync(() => ReadToEndAsync(isLarge: true));
        }
    }

    private GatewayError? Append(HttpRequest request, RequestBody body, ReadResult result)
    {
        var fits = body.Length + result.Buffer.Length <= options.MaxRequestBytes;
        var error = fits ? body.Append(result.Buffer) : GatewayError.TooLarge(options.MaxRequestBytes);
        request.BodyReader.AdvanceTo(result.Buffer.End);
        return error;
    }

    /// <summary>Cancels the read if the client makes no progress.</summary>
    private sealed class ProgressTimer(TimeProvider time, CancellationToken cancellationToken) : IDisposable
    {
        private CancellationTokenSource? timeout;
        private CancellationTokenSource? linked;
        private int reported;

        public bool IsOver => timeout?.IsCancellationRequested ?? false;

        /// <summary>Canceled when the time is over or the client disconnects. Starts the timer.</summary>
        public CancellationToken Token
        {
            get
            {
                timeout ??= new CancellationTokenSource(ProgressTimeout, time);
                linked ??= CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
                return linked.Token;
            }
        }

        /// <summary>Restarts the time if enough bytes have arrived.</summary>
        public void Report(int received)
        {
            if (received - reported < MinProgressBytes) return;
            reported = received;
            timeout?.CancelAfter(ProgressTimeout);
        }

        public void Dispose()
        {
            linked?.Dispose();
            timeout?.Dispose();
        }
    }
}
