using System.Buffers;
using System.Net;
using BenchmarkDotNet.Attributes;
using JusInfer.Portal.Gateway.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Benchmarks;

/// <summary>
/// The in-process cost of YARP's forwarder: the same prepared response, once through it with an invoker that returns it, once from an
/// endpoint that calls the invoker and copies the response. Neither includes Kestrel or the gateway's own work.
/// </summary>
public class ForwarderOverhead : IDisposable
{
    private const string Path = "/v1/chat/completions";

    private static readonly byte[] RequestBody = new byte[2048];

    private readonly WebApplication host;
    private readonly RequestDelegate forwarded;
    private readonly RequestDelegate direct;
    private readonly PreparedResponse upstream = new();

    public ForwarderOverhead()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        host = builder.Build();
        var forwarder = host.Services.GetRequiredService<IHttpForwarder>();
        forwarded = Endpoint(async context =>
        {
            context.Features.Set<IHttpRequestBodyDetectionFeature>(CallForwarder.ReadBody.Instance);
            await forwarder.SendAsync(context, CallForwarder.UnusedAddress, NewInvoker(), CallForwarder.Settings, NoHeaders.Instance);
        });
        direct = Endpoint(context => CopyAsync(NewInvoker(), context));
    }

    /// <summary>The number of reads that the response takes; 1 is a response without streaming.</summary>
    [Params(1, 50)]
    public int Chunks { get; set; }

    [GlobalSetup]
    public void SetUp() => upstream.Chunks = Chunks;

    [Benchmark(Baseline = true, Description = "endpoint that copies")]
    public Task<int> Direct() => SendAsync(direct);

    [Benchmark(Description = "YARP's forwarder")]
    public Task<int> Forwarded() => SendAsync(forwarded);

    [GlobalCleanup]
    public void Dispose()
    {
        ((IDisposable)host).Dispose();
        upstream.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A call has one of its own.</summary>
    private HttpMessageInvoker NewInvoker() => new(upstream, disposeHandler: false);

    private RequestDelegate Endpoint(RequestDelegate answer) => new ApplicationBuilder(host.Services).UseRouting()
        .UseEndpoints(endpoints => endpoints.MapPost(Path, answer)).Build();

    private async Task<int> SendAsync(RequestDelegate pipeline)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Method = HttpMethods.Post;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("localhost");
        context.Request.Path = Path;
        context.Request.Protocol = HttpProtocol.Http11;
        context.Request.Body = new MemoryStream(RequestBody);
        context.Request.ContentLength = RequestBody.Length;
        context.Request.ContentType = "application/json";
        var written = new CountingStream();
        context.Response.Body = written;
        await pipeline(context);
        return context.Response.StatusCode == 200 && written.Written == Chunks * PreparedResponse.ChunkBytes
            ? context.Response.StatusCode
            : throw new InvalidOperationException($"Status {context.Response.StatusCode}, {written.Written} bytes.");
    }

    private static async Task CopyAsync(HttpMessageInvoker invoker, HttpContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, CallForwarder.UnusedAddress + Path);
        using var response = await invoker.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = "text/event-stream";
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private sealed class NoHeaders : HttpTransformer
    {
        public static readonly NoHeaders Instance = new();

        private static readonly Uri Address = new(CallForwarder.UnusedAddress);

        public override ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            proxyRequest.RequestUri = Address;
            return default;
        }

        public override ValueTask<bool> TransformResponseAsync(
            HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken) => new(true);

        public override ValueTask TransformResponseTrailersAsync(
            HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => default;
    }

    /// <summary>Reads the request body and returns chunks of a fixed size.</summary>
    private sealed class PreparedResponse : HttpMessageHandler
    {
        public const int ChunkBytes = 200;

        public int Chunks { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is not null) await request.Content.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new ChunkStream(Chunks)) };
        }
    }

    private sealed class ChunkStream(int chunks) : MemoryStream
    {
        private int left = chunks;

        /// <summary>The forwarder waits with an empty buffer for each chunk before it rents one.</summary>
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(buffer.IsEmpty || left-- <= 0 ? 0 : PreparedResponse.ChunkBytes);
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Written { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written += buffer.Length;
            return default;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
