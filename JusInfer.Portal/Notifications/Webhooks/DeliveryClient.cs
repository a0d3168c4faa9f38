using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>Sends webhooks. It follows no redirects, and connects only to public addresses unless others are allowed.</summary>
internal sealed class DeliveryClient : IDisposable
{
    private const int MaxBodyBytes = 2_048;

    private readonly WebhookOptions options;
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker http;

    public DeliveryClient(WebhookOptions options, [MachineTime] TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = 16,
            ResponseDrainTimeout = TimeSpan.Zero,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        });
    }

    /// <summary>Makes one attempt.</summary>
    /// <param name="url">The receiver.</param>
    /// <param name="secret">The secret of the webhook.</param>
    /// <param name="id">The id of the message.</param>
    /// <param name="payload">The body.</param>
    /// <param name="cancellationToken">Cancels the attempt, with an exception.</param>
    public async Task<DeliveryOutcome> SendAsync(string url, Secret secret, DeliveryId id, string payload, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = RequestOf(url, secret, id.ToString(), payload);
            using var response = await http.SendAsync(request, attempt.Token);
            var status = (int)response.StatusCode;
            return new DeliveryOutcome(status, await ReadBodyAsync(response, attempt.Token), ErrorOf(status), time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = options.Timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            return new DeliveryOutcome(null, null, $"The receiver did not answer within {seconds} seconds.", time.GetElapsedTime(started));
        }
        catch (HttpRequestException fault)
        {
            return new DeliveryOutcome(null, null, ErrorOf(fault), time.GetElapsedTime(started));
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage RequestOf(string url, Secret secret, string id, string payload)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Of(secret, id, timestamp, payload));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("JusInfer", ProductVersion.Text));
        return request;
    }

    /// <summary>The address is checked here, and not when the webhook is saved: the name of a host can have another address at any time.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = options.AllowPrivateAddresses ? addresses : Array.FindAll(addresses, PublicAddress.Includes);
        if (allowed.Length == 0) throw new PrivateAddressFault();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads at most <see cref="MaxBodyBytes"/>. A body that cannot be read does not change the outcome.</summary>
    private static async Task<string?> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBodyBytes);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBodyBytes), MaxBodyBytes, throwOnEndOfStream: false, cancellationToken);
            return length == 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string? ErrorOf(int status) => status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => $"The receiver answered {status}. Redirects are not followed: enter the final address.",
        _ => $"The receiver answered {status}.",
    };

    private static string ErrorOf(HttpRequestException fault) => fault switch
    {
        { InnerException: PrivateAddressFault } => "The host has only private addresses. The operator can allow them with the setting Webhooks:AllowPrivateAddresses.",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => "The name of the host was not found.",
        { InnerException: SocketException { SocketErrorCode: var error } } => $"The connection failed ({error}).",
        { InnerException: AuthenticationException } => "The TLS handshake failed. Check the certificate of the receiver.",
        _ => $"The receiver's response could not be read ({fault.HttpRequestError}).",
    };
}
