using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>Request bodies have a limited amount of memory, of which a key has a quarter and a team half.</summary>
public sealed class BytesInFlightTests : IAsyncLifetime
{
    private const int OneMebibyte = 1024 * 1024;
    private const string Model = "test/model";

    private readonly List<HalfSentRequest> waiting = [];
    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;
    private BytesInFlight inFlight = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("x")));
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"], context: 2_000_000);
        portal = await PortalHost.StartAsync(catalog, ("Gateway:MaxRequestBytes", $"{OneMebibyte}"), ("Gateway:MaxBytesInFlight", $"{8 * OneMebibyte}"));
        inFlight = portal.Services.GetRequiredService<BytesInFlight>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var request in waiting) request.Dispose();
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_key_that_uses_its_share_gets_429_and_the_teams_other_keys_are_served()
    {
        var team = await portal.SignUpAsync();
        var (greedy, other) = (await team.MintAsync(), await team.MintAsync());

        await FillShareAsync(greedy, OneMebibyte * 2);
        var rejected = await greedy.AskAsync(Caller.Asking(Model));

        rejected.ShouldBe(429, "RATE_LIMIT");
        rejected["Retry-After"].ShouldBe("1");
        rejected.Message.ShouldContain("running calls of this key use the maximum of 2 MiB");
        await ShouldBeServedAsync(other);
    }

    [Fact]
    public async Task A_team_that_uses_its_share_gets_429_and_other_teams_are_served()
    {
        var (team, other) = (await portal.SignUpAsync(), await portal.SignUpAsync());

        await FillShareAsync(await team.MintAsync(), OneMebibyte * 2);
        await FillShareAsync(await team.MintAsync(), OneMebibyte * 4);
        var rejected = await (await team.MintAsync()).AskAsync(Caller.Asking(Model));

        rejected.ShouldBe(429, "RATE_LIMIT");
        rejected.Message.ShouldContain("running calls of your team use the maximum of 4 MiB");
        await ShouldBeServedAsync(await other.MintAsync());
    }

    [Fact]
    public async Task Without_memory_for_bodies_calls_get_503_until_some_is_released()
    {
        for (var team = 0; team < 2; team++)
        {
            var owner = await portal.SignUpAsync();
            for (var key = 0; key < 2; key++) await FillShareAsync(await owner.MintAsync(), OneMebibyte * 2 * ((team * 2) + key + 1));
        }

        var caller = await (await portal.SignUpAsync()).MintAsync();
        var rejected = await caller.AskAsync(Caller.Asking(Model));
        rejected.ShouldBe(503, "OVERLOADED");
        rejected["Retry-After"].ShouldBe("2");

        foreach (var request in waiting) request.Dispose();
        await UntilAsync(() => inFlight.Bytes == 0);
        await ShouldBeServedAsync(caller);
    }

    [Fact]
    public async Task A_body_that_would_exceed_the_share_is_rejected_before_it_is_sent()
    {
        var caller = await (await portal.SignUpAsync()).MintAsync();

        for (var i = 0; i < 2; i++)
        {
            var before = inFlight.Bytes;
            waiting.Add(await HalfSentRequest.SendAsync(portal.Address, caller.Key, OneMebibyte, 1000));
            await UntilAsync(() => inFlight.Bytes > before);
        }

        using var third = await HalfSentRequest.SendAsync(portal.Address, caller.Key, OneMebibyte, 1000);

        (await third.StatusAsync()).ShouldBe("HTTP/1.1 429 Too Many Requests");
    }

    [Fact]
    public async Task Announced_bytes_use_no_memory_of_other_teams()
    {
        for (var number = 0; number < 10; number++)
        {
            var caller = await (await portal.SignUpAsync()).MintAsync();
            for (var i = 0; i < 2; i++) waiting.Add(await HalfSentRequest.SendAsync(portal.Address, caller.Key, OneMebibyte, 1000));
        }

        await ShouldBeServedAsync(await (await portal.SignUpAsync()).MintAsync());
    }

    [Fact]
    public async Task Every_end_of_a_call_releases_the_memory_of_its_body()
    {
        upstream.Script(
            Replies.Json(ChatSse.Completion("x")), Replies.Sse(ChatSse.Stream("a", "b")), Replies.Error(400, "{}"), Replies.Error(500, "{}"), Replies.Error(500, "{}"), Replies.Error(500, "{}"), Replies.Error(500, "{}"));
        var caller = await (await portal.SignUpAsync()).MintAsync();

        (await caller.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        (await caller.AskAsync(Caller.Streaming(Model))).ShouldBe(200);
        (await caller.AskAsync(Caller.Asking(Model))).Status.ShouldBe(400);
        (await caller.AskAsync(Caller.Asking(Model))).Status.ShouldBe(502);
        (await caller.AskAsync("{")).ShouldBe(400, "INVALID_REQUEST");
        (await caller.AskAsync(Caller.Asking("test/unheard-of"))).ShouldBe(404, "MODEL_NOT_FOUND");
        (await caller.SendAsync(HttpMethod.Post, Caller.Completions, new StringContent(new string(' ', OneMebibyte + 1)))).ShouldBe(413, "REQUEST_TOO_LARGE");
        (await caller.SendAsync(HttpMethod.Post, Caller.Completions, Chunked(new byte[OneMebibyte + 1]))).ShouldBe(413, "REQUEST_TOO_LARGE");
        (await caller.SendAsync(HttpMethod.Post, Caller.Completions, new ByteArrayContent([0xff]))).ShouldBe(400, "INVALID_REQUEST");
        (await caller.PostAsync("/v1/messages/count_tokens", Caller.Asking(Model))).ShouldBe(200);

        await UntilAsync(() => inFlight.Bytes == 0);
    }

    [Fact]
    public async Task A_disconnected_client_releases_the_memory_of_its_body()
    {
        upstream.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Stall));
        var caller = await (await portal.SignUpAsync()).MintAsync();

        using (await caller.OpenAsync(Caller.Streaming(Model))) inFlight.Bytes.ShouldBeGreaterThan(0);
        using (await HalfSentRequest.SendAsync(portal.Address, caller.Key, OneMebibyte, 1000)) await UntilAsync(() => inFlight.Bytes > 0);

        await UntilAsync(() => inFlight.Bytes == 0);
    }

    /// <summary>Sends half of two bodies, whose buffers have the size of a whole one.</summary>
    private async Task FillShareAsync(Caller caller, long bytesInFlight)
    {
        for (var i = 0; i < 2; i++) waiting.Add(await HalfSentRequest.SendAsync(portal.Address, caller.Key, OneMebibyte, (OneMebibyte / 2) + 1));
        await UntilAsync(() => inFlight.Bytes == bytesInFlight);
    }

    private static async Task ShouldBeServedAsync(Caller caller) => (await caller.AskAsync(Caller.Asking(Model))).ShouldBe(200);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static StreamContent Chunked(byte[] bytes) => new(new UnseekableStream(bytes));

    /// <summary>A stream of unknown length, which HTTP sends in chunks.</summary>
    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
