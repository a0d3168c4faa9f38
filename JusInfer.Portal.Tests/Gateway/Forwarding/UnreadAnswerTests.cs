using System.Net;
using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Gateway.Forwarding;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Forwarding;

/// <summary>
/// A client that never reads, on real sockets: its call ends after two minutes, and at the end of a drain (dotnet/aspnetcore#7008:
/// without a minimum rate, nothing ends its connection). DeliveryStreamTests has the times. How long the buffers of the sockets take
/// to fill depends on the machine, so the two minutes are skipped whenever a write waits, until one of them has waited for good.
/// </summary>
[Slow]
public sealed class UnreadAnswerTests
{
    private static readonly string Large = new('x', 64 * 1024);

    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JumpingTime time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Reply Endless => Replies.Stream(Then.Send(ChatSse.Role()), Then.SendUntilGone(ChatSse.Text(Large), gone));

    [Fact]
    public async Task On_HTTP_1_the_connection_is_closed()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await StartAsync(upstream);
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        upstream.Script(Endless);

        using var client = await AskAsync(portal.Address, caller, Caller.Streaming("test/model"));
        await SkipStallsUntilAsync(gone.Task);

        var record = (await team.RecordsAsync(caller))[0];
        record.GetProperty("status").GetInt32().ShouldBe(499);
        (await IsClosedAsync(client)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_is_not_streamed_does_not_hold_its_call_either()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await StartAsync(upstream);
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        upstream.Script(Replies.Json(ChatSse.Completion(new string('x', 12 * 1024 * 1024))));

        using var client = await AskAsync(portal.Address, caller, Caller.Asking("test/model"));
        var record = (await team.RecordsAsync(caller))[0];

        record.GetProperty("status").GetInt32().ShouldBe(200);
        await SkipStallsUntilAsync(portal.WaitForNoCallsAsync());
        (await IsClosedAsync(client)).ShouldBeTrue();
    }

    [Fact]
    public async Task On_HTTP_2_the_stream_is_reset_and_the_connection_serves_other_calls()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await StartAsync(
            upstream,
            ("Kestrel:Endpoints:Test:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:Test:Protocols", "Http2"));
        using var http = new HttpClient(new Http2Handler()) { BaseAddress = portal.Address };
        var team = await PortalTeam.SignUpAsync(http);
        var caller = await team.MintAsync();
        upstream.Script(Endless);

        using var unread = await caller.OpenAsync(Caller.Streaming("test/model"));
        unread.Version.ShouldBe(HttpVersion.Version20);
        await SkipStallsUntilAsync(gone.Task);

        (await team.RecordsAsync(caller))[0].GetProperty("status").GetInt32().ShouldBe(499);
        await Should.ThrowAsync<HttpRequestException>(() => unread.Content.ReadAsStringAsync(Cancellation));
        (await caller.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_it_longer_than_the_drain()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var node = new PortalNode(Catalog(upstream), ("Shutdown:DrainSeconds", "1"));
        var (process, address) = await node.StartAsync();
        var team = await PortalTeam.SignUpAsync(address);
        var caller = await team.MintAsync();
        upstream.Script(Endless);
        using var client = await AskAsync(address.BaseAddress!, caller, Caller.Streaming("test/model"));
        await upstream.NextRequestAsync();

        process.Terminate();
        (await process.WaitForExitAsync()).ShouldBe(0, "within a minute, which the call alone would exceed");

        Directory.EnumerateFiles(node.Journal).ShouldBeEmpty();
        (process, address) = await node.StartAsync();
        (await team.At(address).RecordsAsync(caller))[0].GetProperty("usage_source").GetString().ShouldBe("counted");
        await process.KillAsync();
    }

    /// <summary>A provider whose calls last until something else ends them.</summary>
    private static TestCatalog Catalog(ScriptedUpstream upstream) => new TestCatalog()
        .Provider("alpha", upstream.BaseUrl, timeoutSeconds: 3_600, totalSeconds: 36_000)
        .Model("test/model", ["alpha:model"]);

    private Task<PortalHost> StartAsync(ScriptedUpstream upstream, params (string Key, string Value)[] settings) =>
        PortalHost.StartAsync(Catalog(upstream), services => services.AddSingleton<TimeProvider>(time), settings);

    /// <summary>Gives every write that waits the time after which its client has gone.</summary>
    private async Task SkipStallsUntilAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            await Task.WhenAny(end, time.WhenAwaitedAsync(DeliveryStream.MaxStall)).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            if (!end.IsCompleted) time.Skip(DeliveryStream.MaxStall);
        }

        await end;
    }

    /// <summary>Sends a request on a socket with a small receive buffer, which is not read.</summary>
    private static async Task<Socket> AskAsync(Uri address, Caller caller, string body)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, Cancellation);
        var request = $"POST {Caller.Completions} HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {caller.Key}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        return socket;
    }

    /// <summary>Reads what has arrived. Returns whether the server has closed the connection.</summary>
    private static async Task<bool> IsClosedAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            while (await socket.ReceiveAsync(buffer, timeout.Token) > 0)
            {
            }

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Sends every request by HTTP/2.</summary>
    private sealed class Http2Handler() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
