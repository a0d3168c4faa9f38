using System.Net;
using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>Upstreams that violate HTTP: the client gets an upstream error, and the process keeps serving.</summary>
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
        portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("bad", $"http://{listener.LocalEndpoint}/v1").Model("test/model", ["bad:model"]));
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
    [InlineData("", true, "closed without a response")]
    [InlineData("", false, "reset without a response")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", true, "closed after the headers")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n", false, "reset after the headers")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", true, "invalid chunks")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", true, "truncated headers")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", true, "another protocol")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nzzzz", true, "an encoding that was not requested")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: ;;;\r\n\r\n", true, "an invalid content type")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", true, "no content")]
    public async Task An_HTTP_violation_is_an_upstream_error(string response, bool gracefully, string description)
    {
        answer = async socket =>
        {
            await socket.ReceiveAsync(new byte[65_536]);
            if (response.Length > 0) await socket.SendAsync(Encoding.ASCII.GetBytes(response));
            if (gracefully) socket.Shutdown(SocketShutdown.Both);
            else socket.LingerState = new LingerOption(true, 0);
        };
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();

        var whole = await caller.AskAsync(Caller.Asking("test/model"));
        var streamed = await caller.AskAsync(Caller.Streaming("test/model"));

        foreach (var failed in (GatewayAnswer[])[whole, streamed])
        {
            failed.Status.ShouldBe(502, description);
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
