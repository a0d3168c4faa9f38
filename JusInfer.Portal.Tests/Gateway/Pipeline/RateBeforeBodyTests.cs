using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

/// <summary>Request rate and concurrency are checked before the body is read: a client that exceeds them gets its response after sending only headers.</summary>
public sealed class RateBeforeBodyTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task A_request_above_the_rate_is_rejected_before_its_body_is_sent()
    {
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);

        var response = await SendHeadersAsync(caller);

        response.ShouldStartWith("HTTP/1.1 429 ");
        response.ShouldContain("x-ratelimit-remaining-requests: 0");
        response.ShouldContain("Retry-After: ");
    }

    [Fact]
    public async Task A_request_above_the_concurrency_is_rejected_before_its_body_is_sent()
    {
        var release = new TaskCompletionSource();
        var caller = await gateway.Team.MintAsync(new { name = "single", concurrency = 1 });
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Await(release.Task), Then.Send(ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done)));
        using var running = await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier));

        var response = await SendHeadersAsync(caller);
        release.SetResult();

        response.ShouldStartWith("HTTP/1.1 429 ");
        (await GatewayAnswer.OfAsync(running)).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_malformed_request_counts_against_the_rate()
    {
        var caller = await gateway.Team.MintAsync(new { name = "careless", rpm = 2 });

        var malformed = await caller.AskAsync("{");
        var served = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
        var refused = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        malformed.ShouldBe(400, "INVALID_REQUEST");
        malformed["x-ratelimit-remaining-requests"].ShouldBe("1");
        served.ShouldBe(200);
        refused.ShouldBe(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task A_rejected_request_releases_its_concurrency_slot()
    {
        var caller = await gateway.Team.MintAsync(new { name = "single", concurrency = 1, tpm = 100 });

        (await caller.AskAsync("{")).ShouldBe(400, "INVALID_REQUEST");
        (await caller.AskAsync(Caller.Asking("test/unheard-of"))).ShouldBe(404, "MODEL_NOT_FOUND");
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    public async Task The_budget_is_checked_after_the_model()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        await team.CapOwnerAsync(0);

        (await caller.AskAsync(Caller.Asking("test/unheard-of"))).ShouldBe(404, "MODEL_NOT_FOUND");
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(402, "CAP_REACHED");
    }

    /// <summary>Sends the headers of a request without its body, and returns the head of the response.</summary>
    private async Task<string> SendHeadersAsync(Caller caller)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Portal.Address.Host, gateway.Portal.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST {Caller.Completions} HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {caller.Key}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var head = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line) head.AppendLine(line);
        return head.ToString();
    }
}
