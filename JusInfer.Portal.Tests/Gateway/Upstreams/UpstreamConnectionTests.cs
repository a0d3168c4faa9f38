using System.Net;
using System.Net.Sockets;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>
/// Connections that went silent, as after a NAT gateway has forgotten them (dotnet/runtime#82236, Azure/azure-cosmos-dotnet-v3#5788), and
/// hosts with an address that swallows packets.
/// </summary>
[Trait("Promise", "P-16")]
public sealed class UpstreamConnectionTests : IAsyncLifetime
{
    private readonly SimulatorHandler simulator = new(new SimulatorOptions(), TimeProvider.System);
    private WebApplication server = null!;
    private TcpProxy proxy = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Provider Provider => new() { Id = "p", Dialect = ChatDialect.Id, BaseUrl = new Uri($"https://{proxy.Address.Authority}/v1") };

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(TestCertificate.Create());
        }));
        server = builder.Build();
        server.Run(static context => context.Response.WriteAsync("answered"));
        await server.StartAsync(Cancellation);
        proxy = new TcpProxy(new Uri(server.Urls.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        simulator.Dispose();
        await proxy.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_silent_connection_of_HTTP_2_is_closed_while_a_request_waits()
    {
        using var clients = Clients(pingSeconds: 1);
        (await SendAsync(clients.For(Provider))).ShouldBe("answered 2.0");
        proxy.Silence();

        await Should.ThrowAsync<HttpRequestException>(
            () => SendAsync(clients.For(Provider)).WaitAsync(TimeSpan.FromSeconds(60), Cancellation));

        (await SendAsync(clients.For(Provider))).ShouldBe("answered 2.0");
    }

    [Fact]
    public async Task After_a_request_that_received_nothing_the_next_one_has_a_new_connection()
    {
        using var clients = Clients(pingSeconds: null);
        var used = clients.For(Provider);
        (await SendAsync(used)).ShouldBe("answered 2.0");
        proxy.Silence();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() => SendAsync(clients.For(Provider), deadline.Token));

        clients.Renew(Provider, used);
        (await SendAsync(clients.For(Provider))).ShouldBe("answered 2.0");
    }

    [Fact]
    public void Calls_that_time_out_together_renew_the_connections_of_their_host_once()
    {
        using var clients = Clients(pingSeconds: null);
        var (used, other) = (clients.For(Provider), Provider with { BaseUrl = new Uri("https://other.invalid/v1") });
        clients.Renew(Provider, used);
        var renewed = clients.For(Provider);
        renewed.ShouldNotBe(used);

        clients.Renew(Provider, used);

        clients.For(Provider).ShouldBe(renewed);
        clients.For(other).ShouldBe(used);
    }

    [Fact]
    public void The_host_of_a_provider_is_that_of_its_address()
    {
        var provider = Provider;
        var other = provider with { BaseUrl = new Uri("https://other.invalid:8443/v1") };

        other.Authority.ShouldBe("other.invalid:8443");
        provider.Authority.ShouldBe(proxy.Address.Authority);
        provider.Authority.ShouldBeSameAs(provider.Authority);
    }

    [Fact]
    public async Task A_connection_that_is_not_made_in_time_is_not_an_answer_that_is_late()
    {
        var catalog = new TestCatalog().Provider("alpha", "http://provider.test/v1").Model("test/model", ["alpha:model"]);
        await using var portal = await PortalHost.StartAsync(catalog, services => services.AddSingleton(
            new UpstreamHttpClients(simulator, static handler =>
            {
                handler.ConnectTimeout = TimeSpan.FromMilliseconds(50);
                handler.ConnectCallback = static async (_, cancellationToken) =>
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    return Stream.Null;
                };
            })));
        var caller = await (await portal.SignUpAsync()).MintAsync();

        var answer = await caller.AskAsync(Caller.Asking("test/model"));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Message.ShouldContain("alpha could not be reached: the connection timed out");
    }

    [Fact]
    public async Task An_address_that_swallows_packets_delays_only_the_first_connection()
    {
        using var working = Listening(IPAddress.Loopback, port: 0, backlog: 100);
        var port = ((IPEndPoint)working.LocalEndPoint!).Port;
        using var swallowing = Listening(IPAddress.Parse("127.0.0.2"), port, backlog: 0);
        List<Socket> waiting = [];
        try
        {
            bool isAccepted;
            do isAccepted = IsAccepted(swallowing.LocalEndPoint!, waiting);
            while (isAccepted);
            var connector = new UpstreamConnector(
                (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]));
            using var client = new HttpMessageInvoker(new SocketsHttpHandler
            {
                ConnectCallback = connector.ConnectAsync,
                PooledConnectionLifetime = TimeSpan.Zero,
            });
            using var stop = new CancellationTokenSource();
            var serving = ServeAsync(working, stop.Token);
            (await GetAsync(client, port)).ShouldBe("yes");

            // A connection that takes more than 250 ms on a busy machine is not the only one that is tried.
            var isTried = true;
            for (var attempt = 0; attempt < 5 && isTried; attempt++)
            {
                while (swallowing.Poll(TimeSpan.Zero, SelectMode.SelectRead)) (await swallowing.AcceptAsync(Cancellation)).Dispose();
                (await GetAsync(client, port)).ShouldBe("yes");
                isTried = swallowing.Poll(TimeSpan.Zero, SelectMode.SelectRead);
            }

            isTried.ShouldBeFalse("the address that worked before comes first");
            await stop.CancelAsync();
            await serving;
        }
        finally
        {
            foreach (var socket in waiting) socket.Dispose();
        }
    }

    [Fact]
    public async Task A_refused_address_does_not_wait_for_the_delay()
    {
        using var working = Listening(IPAddress.Loopback, port: 0, backlog: 100);
        var port = ((IPEndPoint)working.LocalEndPoint!).Port;
        var connector = new UpstreamConnector(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.3"), IPAddress.IPv6Loopback, IPAddress.Loopback]));
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = connector.ConnectAsync });
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(working, stop.Token);

        (await GetAsync(client, port)).ShouldBe("yes");

        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task If_no_address_connects_the_error_is_that_of_the_first()
    {
        var connector = new UpstreamConnector((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.3"), IPAddress.Loopback]));
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = connector.ConnectAsync });

        var failure = await Should.ThrowAsync<HttpRequestException>(() => GetAsync(client, port: 1));

        failure.HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
        failure.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public void Address_families_alternate_and_the_address_that_connected_last_comes_first()
    {
        string[] written = ["2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2", "192.0.2.3"];
        IPAddress[] addresses = [.. written.Select(IPAddress.Parse)];

        Names(last: null).ShouldBe("2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 192.0.2.3");
        Names(last: "192.0.2.2").ShouldBe("192.0.2.2 2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.3");
        Names(last: "192.0.2.9").ShouldBe(Names(last: null));

        string Names(string? last) => string.Join(
            ' ', UpstreamConnector.Order(addresses, last is null ? null : IPAddress.Parse(last)).Select(static one => one.ToString()));
    }

    private UpstreamHttpClients Clients(int? pingSeconds) => new(simulator, handler =>
    {
        handler.SslOptions.RemoteCertificateValidationCallback =
            static (_, certificate, _, _) => certificate?.Subject == certificate?.Issuer; // the test's own
        handler.KeepAlivePingDelay = pingSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;

        // Also for the requests that are answered, on a busy machine.
        handler.KeepAlivePingTimeout = pingSeconds is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(5);
    });

    private async Task<string> SendAsync(HttpMessageInvoker client, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Provider.BaseUrl) { Version = HttpVersion.Version20 };
        using var response = await client.SendAsync(request, cancellationToken == default ? Cancellation : cancellationToken);
        return $"{await response.Content.ReadAsStringAsync(Cancellation)} {response.Version}";
    }

    private static async Task<string> GetAsync(HttpMessageInvoker client, int port)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://provider.test:{port}/");
        using var response = await client.SendAsync(request, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static Socket Listening(IPAddress address, int port, int backlog)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen(backlog);
        return socket;
    }

    /// <summary>Whether a connection is made. When the backlog is full, the system drops its packets.</summary>
    private static bool IsAccepted(EndPoint endpoint, List<Socket> waiting)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            socket.Connect(endpoint);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The system connects in the background, also while this process is busy.
        }

        if (socket.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectWrite))
        {
            waiting.Add(socket);
            return true;
        }

        socket.Dispose();
        return false;
    }

    private static async Task ServeAsync(Socket listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptAsync(stop);
                var buffer = new byte[4096];
                await socket.ReceiveAsync(buffer, stop);
                await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nyes"u8.ToArray(), stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }
}
