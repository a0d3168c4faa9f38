using System.Net;
using System.Net.Sockets;
using JusInfer.Portal.Tests.Gateway;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Connections of clients that say nothing for long are probed before a NAT gateway forgets them.</summary>
[Trait("Promise", "P-25")]
public sealed class TcpKeepAliveTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Accepted_connections_are_probed_after_a_minute()
    {
        var options = gateway.Portal.Services.GetRequiredService<IOptions<SocketTransportOptions>>().Value;
        using var listener = options.CreateBoundListenSocket(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);

        using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        ((int)accepted.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!).ShouldNotBe(0);
        ((int)accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!).ShouldBe(60);
    }

    [Fact]
    public async Task Accepted_connections_are_closed_if_what_is_sent_is_not_received_for_two_minutes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has the option.");
        var options = gateway.Portal.Services.GetRequiredService<IOptions<SocketTransportOptions>>().Value;
        using var listener = options.CreateBoundListenSocket(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);

        using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        var timeout = new byte[4];
        accepted.GetRawSocketOption(6, 18, timeout).ShouldBe(4); // TCP_USER_TIMEOUT
        BitConverter.ToInt32(timeout).ShouldBe(120_000);
    }
}
