using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>
/// A provider that answers before it has received the body, and one that stops receiving it (dotnet/runtime#119350, dotnet/yarp#2731: the
/// answer is lost, and the client gets 502).
/// </summary>
[Trait("Promise", "P-16")]
public sealed class EarlyRefusalTests : IDisposable
{
    private static readonly string Large = new('x', 8 * 1024 * 1024);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private X509Certificate2? certificate;
    private int uploads;

    public EarlyRefusalTests() => listener.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
        stopping.Dispose();
        certificate?.Dispose();
    }

    [Theory]
    [InlineData(413, 413, "too large for me", true)]
    [InlineData(413, 413, "too large for me", false)]
    [InlineData(401, 502, "answered 401", true)]
    public async Task A_refusal_before_the_body_is_the_answer(int status, int expected, string message, bool isNewConnection)
    {
        var serving = ServeAsync(status, stalls: false);
        await using var portal = await StartAsync();
        var caller = await (await portal.SignUpAsync()).MintAsync();
        if (!isNewConnection) (await caller.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);

        var answer = await caller.AskAsync(Caller.Asking("test/model", Large));

        answer.Status.ShouldBe(expected);
        answer.Message.ShouldContain(message);
        uploads.ShouldBe(1);
        await stopping.CancelAsync();
        await serving;
    }

    [Slow]
    [Fact]
    public async Task A_provider_that_stops_receiving_fails_after_ten_seconds()
    {
        var serving = ServeAsync(status: null, stalls: true);
        await using var portal = await StartAsync();
        var caller = await (await portal.SignUpAsync()).MintAsync(new { name = "a key" });

        var answer = await caller.AskAsync(Caller.Asking("test/model", Large)).WaitAsync(TimeSpan.FromSeconds(90), Cancellation);

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        portal.Logs.Lines.ShouldContain(static line => line.Contains("alpha stopped receiving the request"));
        await stopping.CancelAsync();
        await serving;
    }

    [Slow]
    [Fact]
    public async Task What_it_has_answered_before_it_stopped_receiving_is_the_answer()
    {
        var serving = ServeAsync(413, stalls: true);
        await using var portal = await StartAsync();
        var caller = await (await portal.SignUpAsync()).MintAsync();

        var answer = await caller.AskAsync(Caller.Asking("test/model", Large)).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        answer.Status.ShouldBe(413);
        uploads.ShouldBe(1);
        await stopping.CancelAsync();
        await serving;
    }

    [Theory]
    [InlineData(413, 413, "too large for me")]
    [InlineData(401, 502, "answered 401")]
    public async Task Over_TLS_a_refusal_before_the_body_is_the_answer_too(int status, int expected, string message)
    {
        certificate = TestCertificate.Create();
        var (file, serving) = (Path.GetTempFileName(), ServeAsync(status, stalls: false));
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Cancellation);
        await using var portal = await StartAsync(new JsonObject { ["caFile"] = file }.ToJsonString());
        var caller = await (await portal.SignUpAsync()).MintAsync();

        var answer = await caller.AskAsync(Caller.Asking("test/model", Large));

        answer.Status.ShouldBe(expected);
        answer.Message.ShouldContain(message);
        uploads.ShouldBe(1);
        await stopping.CancelAsync();
        await serving;
        File.Delete(file);
    }

    [Fact]
    public async Task With_HTTP_2_a_refusal_before_the_body_is_the_answer_too()
    {
        await using var server = await StartServerAsync(static context =>
        {
            context.Response.StatusCode = 413;
            return context.Response.WriteAsync("too large for me");
        });
        using var simulator = new SimulatorHandler(new SimulatorOptions(), TimeProvider.System);
        using var clients = new UpstreamHttpClients(simulator, Trust);

        using var response = await SendAsync(clients, server);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Slow]
    [Fact]
    public async Task A_stream_of_HTTP_2_that_stops_receiving_fails_after_twelve_seconds()
    {
        await using var server = await StartServerAsync(
            static context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        using var simulator = new SimulatorHandler(new SimulatorOptions(), TimeProvider.System);
        using var clients = new UpstreamHttpClients(simulator, Trust);

        var failure = await Should.ThrowAsync<HttpRequestException>(
            () => SendAsync(clients, server).WaitAsync(TimeSpan.FromSeconds(60), Cancellation));

        failure.InnerException.ShouldBeOfType<UploadStalledException>();
    }

    /// <summary>HttpClient waits for data on an idle connection without taking it, and takes it while the body is written.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_connection_that_was_idle_the_rest_of_the_body_is_taken_until_the_answer_is_read(bool isWaitedForWithoutTaking)
    {
        await using var connection = new RefusingConnection();
        await using var upload = new UploadStream(connection, TimeProvider.System);
        var buffer = new byte[16];
        var waiting = upload.ReadAsync(isWaitedForWithoutTaking ? default : buffer.AsMemory(), Cancellation).AsTask();
        await upload.WriteAsync(buffer, Cancellation);
        connection.Answer();
        await waiting;
        if (isWaitedForWithoutTaking) _ = await upload.ReadAsync(buffer.AsMemory(), Cancellation);

        await upload.WriteAsync(buffer, Cancellation);

        // The connection is used for another request.
        _ = upload.ReadAsync(buffer.AsMemory(), Cancellation).AsTask();
        var failure = await Should.ThrowAsync<IOException>(async () => await upload.WriteAsync(buffer, Cancellation));
        failure.ShouldNotBeOfType<UploadStalledException>();
    }

    private static void Trust(SocketsHttpHandler handler) => handler.SslOptions.RemoteCertificateValidationCallback =
        static (_, certificate, _, _) => certificate?.Subject == certificate?.Issuer; // the test's own

    private static Task<HttpResponseMessage> SendAsync(UpstreamHttpClients clients, WebApplication server)
    {
        var provider = new Provider { Id = "p", Dialect = ChatDialect.Id, BaseUrl = new Uri($"{server.Urls.Single()}/v1") };
        var body = new PooledBuffer(Large.Length);
        body.Append(Encoding.ASCII.GetBytes(Large));
        var request = new HttpRequestMessage(HttpMethod.Post, provider.BaseUrl)
        {
            Content = new WrittenContent(body),
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        return clients.For(provider).SendAsync(request, Cancellation);
    }

    private static async Task<WebApplication> StartServerAsync(RequestDelegate run)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(TestCertificate.Create());
        }));
        var server = builder.Build();
        server.Run(run);
        await server.StartAsync(Cancellation);
        return server;
    }

    private Task<PortalHost> StartAsync(string? tls = null) => PortalHost.StartAsync(new TestCatalog()
        .Provider("alpha", $"{(tls is null ? "http" : "https")}://{listener.LocalEndpoint}/v1", timeoutSeconds: 60, tls: tls)
        .Model("test/model", ["alpha:model"], context: 10_000_000));

    /// <summary>Answers small requests. Of large ones it reads the head, and then closes the connection or does nothing more.</summary>
    private async Task ServeAsync(int? status, bool stalls)
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await listener.AcceptSocketAsync(stopping.Token), status, stalls));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket connection, int? status, bool stalls)
    {
        await using var raw = new NetworkStream(connection, ownsSocket: true);
        await using var tls = certificate is null ? null : new SslStream(raw);
        var socket = tls ?? (Stream)raw;
        var buffer = new byte[16 * 1024];
        try
        {
            var options = new SslServerAuthenticationOptions { ServerCertificate = certificate };
            if (tls is not null) await tls.AuthenticateAsServerAsync(options, stopping.Token);
            while (await socket.ReadAsync(buffer, stopping.Token) is > 0 and var read)
            {
                var head = Encoding.ASCII.GetString(buffer, 0, read);
                if (!head.Contains("Content-Length: 83886", StringComparison.Ordinal) || !head.Contains("POST", StringComparison.Ordinal))
                {
                    if (!head.Contains("hello", StringComparison.Ordinal)) continue;
                    await RespondAsync(socket, 200, ChatSse.Completion("hi"));
                    continue;
                }

                Interlocked.Increment(ref uploads);
                if (status is { } refusal) await RespondAsync(socket, refusal, """{"error":{"message":"too large for me"}}""");
                if (!stalls) return;
                await Task.Delay(Timeout.Infinite, stopping.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The portal has closed the connection, or the test has ended.
        }
    }

    private async Task RespondAsync(Stream socket, int status, string body) => await socket.WriteAsync(
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
        stopping.Token);

    /// <summary>A connection on which nothing can be sent.</summary>
    private sealed class RefusingConnection : MemoryStream
    {
        private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer() => answered.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await answered.Task.WaitAsync(cancellationToken);
            return buffer.Length;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new UploadStalledException());
    }
}
