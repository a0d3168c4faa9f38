using System.Net;
using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>Upstreams that do not speak HTTP as they should: the contract's error, and the process serves on.</summary>
[Trait("Promise", "P-24")]
public sealed class BadUpstreamTests : IAsyncLifetime
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private Func<Socket, Task> answer = _ => Task.CompletedTask;
    private PortalHost portal = null!;
    private Task serving = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        listener.Start();
        serving = ServeAsync();
        portal = await PortalHost.StartAsync(new TestCatalog().Provider("bad", $"http://{listener.LocalEndpoint}/v1", timeoutSeconds: 0.5).Model("test/model", ["bad:model"]));
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await ending.CancelAsync();
        listener.Stop();
        await serving;
        ending.Dispose();
    }

    [Theory]
    [InlineData("", true, "an end without a word")]
    [InlineData("", false, "a reset without a word")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", true, "headers and an end")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n", false, "headers and a reset")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", true, "chunks that are none")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", true, "half of the headers")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", true, "another protocol")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nzzzz", true, "an encoding not asked for")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: ;;;\r\n\r\n", true, "a type that is none")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", true, "no content")]
    public async Task It_is_told_as_an_upstreams_error(string said, bool gracefully, string what)
    {
        answer = async socket =>
        {
            await socket.ReceiveAsync(new byte[65_536]);
            if (said.Length > 0) await socket.SendAsync(Encoding.ASCII.GetBytes(said));
            if (gracefully) socket.Shutdown(SocketShutdown.Both);
            else socket.LingerState = new LingerOption(true, 0);
        };
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();

        var whole = await caller.AskAsync(Caller.Asking("test/model"));
        var streamed = await caller.AskAsync(Caller.Streaming("test/model"));

        foreach (var failed in (GatewayAnswer[])[whole, streamed])
        {
            failed.Status.ShouldBe(502, what);
            failed.ShouldBe(502, "UPSTREAM_ERROR");
            failed.Message.ShouldContain("bad ");
            (await team.ReceiptAsync(failed.RequestId)).GetProperty("cost_usd").GetDecimal().ShouldBe(0);
        }

        (await caller.GetAsync("/v1/models")).ShouldBe(200);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync(ending.Token);
                await answer(socket);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }
}
