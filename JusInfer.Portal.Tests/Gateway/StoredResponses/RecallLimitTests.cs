using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.StoredResponses;

/// <summary>A request recalls a limited number and size of stored items.</summary>
public sealed class RecallLimitTests : IAsyncLifetime
{
    private const int MaxRequestBytes = 64 * 1024;

    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        portal = await PortalHost.StartAsync(new TestCatalog().Provider("chat", upstream.BaseUrl).Model(ResponsesHost.Chat, ["chat:model"]), ("Gateway:MaxRequestBytes", $"{MaxRequestBytes}"));
        team = await portal.SignUpAsync();
        caller = await team.MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_request_may_have_128_references()
    {
        var item = await StoreItemAsync("short");
        upstream.Script(Replies.Json(ChatSse.Completion("x")));

        (await ResponsesHost.AskAsync(caller, References(item, 128))).ShouldBe(200);
        var rejected = await ResponsesHost.AskAsync(caller, References(item, 129));

        rejected.ShouldBe(400, "INVALID_REQUEST");
        rejected.Param.ShouldBe("input");
        rejected.Message.ShouldContain("more than 128 items of type item_reference");
        upstream.LastRequest.Text.Split("short").Length.ShouldBe(128 + 1);
    }

    [Fact]
    public async Task Items_that_are_larger_together_than_a_request_are_rejected()
    {
        var item = await StoreItemAsync(new string('x', 20_000));

        upstream.Script(Replies.Json(ChatSse.Completion("x")));
        (await ResponsesHost.AskAsync(caller, References(item, 3))).ShouldBe(200);
        var rejected = await ResponsesHost.AskAsync(caller, References(item, 4));

        rejected.ShouldBe(413, "REQUEST_TOO_LARGE");
        rejected.Message.ShouldContain("larger than the maximum of 65536 bytes");
    }

    [Fact]
    public async Task Stored_responses_that_are_larger_together_than_a_request_are_rejected()
    {
        string[] items = [await StoreItemAsync(new string('x', 30_000)), await StoreItemAsync(new string('y', 30_000)), await StoreItemAsync(new string('z', 30_000))];
        var all = string.Join(',', items.Select(static item => $$"""{"type":"item_reference","id":"{{item}}"}"""));

        (await ResponsesHost.AskAsync(caller, $$"""{"model":"test/chat","store":false,"input":[{{all}}]}""")).ShouldBe(413, "REQUEST_TOO_LARGE");
    }

    [Fact]
    public async Task A_conversation_that_is_larger_than_a_request_cannot_be_continued()
    {
        string? previous = null;
        for (var turn = 0; turn < 2; turn++)
        {
            upstream.Script(Replies.Json(ChatSse.Completion("x")));
            var next = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat, new string('x', 40_000), previous is null ? "" : $",\"previous_response_id\":\"{previous}\""));
            next.ShouldBe(200);
            previous = next.Json.GetProperty("id").GetString();
        }

        var rejected = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat, extra: $",\"previous_response_id\":\"{previous}\""));

        rejected.ShouldBe(413, "REQUEST_TOO_LARGE");
        rejected.Param.ShouldBe("previous_response_id");
    }

    [Fact]
    public async Task A_key_above_its_rate_is_rejected_before_its_references_are_read()
    {
        var item = await StoreItemAsync("short");
        var slow = await (await portal.SignUpAsync()).MintAsync(new { name = "slow", rpm = 1 });
        await slow.AskAsync("{");

        (await ResponsesHost.AskAsync(slow, References(item, 3_000))).ShouldBe(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task A_team_recalls_at_the_rate_of_its_large_bodies()
    {
        var item = await StoreItemAsync("short");
        var rate = portal.Services.GetRequiredService<LargeBodyRate>();
        var teamId = TeamId.Parse((await team.Api.GetAsync("/v1/tenant")).Text("id"), provider: null);
        await rate.WaitAsync(teamId, LargeBodyRate.MaxBurstBytes, TestContext.Current.CancellationToken);
        var before = rate.WaitAsync(teamId, LargeBodyRate.MaxBurstBytes, TestContext.Current.CancellationToken).AsTask();

        upstream.Script(Replies.Json(ChatSse.Completion("x")));
        (await ResponsesHost.AskAsync(caller, References(item, 1))).ShouldBe(200);

        before.IsCompleted.ShouldBeTrue();
    }

    private async Task<string> StoreItemAsync(string text)
    {
        upstream.Script(Replies.Json(ChatSse.Completion(text)));
        var stored = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat));
        stored.ShouldBe(200);
        return stored.Json.GetProperty("output")[0].GetProperty("id").GetString()!;
    }

    private static string References(string item, int count) =>
        $$"""{"model":"test/chat","store":false,"input":[{{string.Concat(Enumerable.Repeat($$"""{"type":"item_reference","id":"{{item}}"},""", count))}}{"role":"user","content":"x"}]}""";
}
