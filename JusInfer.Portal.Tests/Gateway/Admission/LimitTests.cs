using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Admission;

/// <summary>Rates are 429 and worth waiting for; money is 402 and not.</summary>
public sealed class LimitTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    [Trait("Promise", "P-11")]
    public async Task A_burst_above_the_rate_is_rejected_with_a_retry_after()
    {
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 5 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => caller.AskAsync(Caller.Asking(GatewayHost.Frontier))));

        answers.Count(answer => answer.Status == 200).ShouldBe(5);
        var refused = answers.First(answer => answer.Status != 200);
        refused.ShouldBe(429, "RATE_LIMIT");
        int.Parse(refused["retry-after"]!).ShouldBeInRange(1, 12);
        refused.Error.GetProperty("retry_after").GetInt32().ShouldBe(int.Parse(refused["retry-after"]!));
        refused.Error.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        refused.Error.GetProperty("scope").GetString().ShouldBe("key.requests_per_minute");
        refused["x-ratelimit-limit-requests"].ShouldBe("5");
        refused["x-ratelimit-scope"].ShouldBe("key.requests_per_minute");
        refused["x-ratelimit-remaining-requests"].ShouldBe("0");
        refused["x-ratelimit-reset-requests"].ShouldNotBeNull();
        refused.Message.ShouldContain("5 requests a minute");
    }

    [Fact]
    public async Task A_raised_rate_counts_at_once()
    {
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(429, "RATE_LIMIT");

        (await gateway.Team.Api.PatchAsync($"/v1/keys/{caller.Id}", new { rpm = 600 })).ShouldBe(200);

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
        answer["x-ratelimit-limit-requests"].ShouldBe("600");
    }

    [Fact]
    public async Task Two_keys_do_not_share_a_rate()
    {
        var (first, second) = (await gateway.Team.MintAsync(new { name = "a", rpm = 1 }), await gateway.Team.MintAsync(new { name = "b", rpm = 1 }));

        (await first.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        (await second.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    public async Task Tokens_per_minute_are_limited_and_unused_ones_are_returned()
    {
        var caller = await gateway.Team.MintAsync(new { name = "narrow", tpm = 1000 });
        gateway.Alpha.Script(Replies.Error(400), Replies.Error(400), Replies.Error(400));

        // Each is estimated at 800 tokens, of which a refused one uses none.
        for (var i = 0; i < 3; i++) (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, new string('x', 3_200)))).ShouldBe(400);
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", """{"prompt_tokens":990,"completion_tokens":5,"total_tokens":995}""")));
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        var refused = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, new string('x', 800)));

        refused.ShouldBe(429, "RATE_LIMIT");
        refused.Error.GetProperty("scope").GetString().ShouldBe("key.tokens_per_minute");
        int.Parse(refused["retry-after"]!).ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task Concurrent_calls_are_limited_until_one_ends()
    {
        var release = new TaskCompletionSource();
        var caller = await gateway.Team.MintAsync(new { name = "single", concurrency = 1, tpm = 1_000_000 });
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Await(release.Task), Then.Send(ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done)));
        using var running = await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier));

        var refused = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
        release.SetResult();
        (await GatewayAnswer.OfAsync(running)).IsDone.ShouldBeTrue();
        var next = await AskUntilFreeAsync(caller);

        refused.ShouldBe(429, "RATE_LIMIT");
        refused.Error.GetProperty("scope").GetString().ShouldBe("key.concurrency");
        refused["retry-after"].ShouldBe("1");
        next.ShouldBe(200);
    }

    [Fact]
    public async Task A_call_refused_for_concurrency_gives_its_tokens_back()
    {
        var release = new TaskCompletionSource();
        var caller = await gateway.Team.MintAsync(new { name = "single", concurrency = 1, tpm = 1_000 });
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Await(release.Task), Then.Send(ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done)));
        using var running = await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier));

        for (var i = 0; i < 5; i++)
            (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, new string('x', 2_000)))).Error.GetProperty("scope").GetString().ShouldBe("key.concurrency");
        release.SetResult();
        await GatewayAnswer.OfAsync(running);
    }

    [Fact]
    [Trait("Promise", "P-10")]
    public async Task A_members_cap_stops_the_next_call_and_waiting_does_not_help()
    {
        var team = await gateway.Portal.SignUpAsync();
        var (first, second) = (await team.MintAsync(), await team.MintAsync());
        await team.CapOwnerAsync(0.0004m);
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", ChatSse.OpenAiUsage)));

        (await first.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        var refused = await second.AskAsync(Caller.Asking(GatewayHost.Frontier));

        refused.ShouldBe(402, "CAP_REACHED");
        refused["retry-after"].ShouldBeNull();
        refused["x-should-retry"].ShouldBe("false");
        refused.Error.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        refused.Error.GetProperty("scope").GetString().ShouldBe("member.monthly_cap");
        refused["x-ratelimit-scope"].ShouldBe("member.monthly_cap");
        refused.Message.ShouldContain("$0.0004 of $0.0004");
        (await first.AskAsync(Caller.Asking("auto"))).ShouldBe(402, "CAP_REACHED");
    }

    [Fact]
    [Trait("Promise", "P-10")]
    public async Task A_raised_cap_lets_calls_through_again()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        await team.CapOwnerAsync(0);
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(402, "CAP_REACHED");

        await team.CapOwnerAsync(1);

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    [Trait("Promise", "P-10")]
    public async Task An_economy_cap_leaves_automatic_routing_with_cheap_models()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        await team.CapOwnerAsync(0, "economy");
        const string Tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

        var automatic = await caller.AskAsync(Caller.Asking("auto", extra: Tools));
        var pinned = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        automatic.ShouldBe(200);
        automatic["x-jusinfer-model"].ShouldBe(GatewayHost.Small);
        automatic["x-jusinfer-route"].ShouldBe("auto:economy");
        pinned.ShouldBe(402, "CAP_REACHED");
        pinned.Message.ShouldContain("jusInfer-auto");
    }

    [Fact]
    public async Task A_keys_own_cap_stops_that_key_alone()
    {
        var team = await gateway.Portal.SignUpAsync();
        var capped = await team.MintAsync(new { name = "capped", monthly_cap_usd = 0.0004 });
        var other = await team.MintAsync();
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", ChatSse.OpenAiUsage)));

        (await capped.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        var refused = await capped.AskAsync(Caller.Asking(GatewayHost.Frontier));

        refused.ShouldBe(402, "CAP_REACHED");
        refused.Error.GetProperty("scope").GetString().ShouldBe("key.monthly_cap");
        (await other.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    public async Task A_cap_includes_what_was_spent_before_it_was_set()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", ChatSse.OpenAiUsage)));
        await team.ReceiptAsync((await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).RequestId);

        await team.CapOwnerAsync(0.0004m);

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(402, "CAP_REACHED");
    }

    /// <summary>A call's place is free a moment after its last byte.</summary>
    private static async Task<GatewayAnswer> AskUntilFreeAsync(Caller caller)
    {
        for (var i = 0; i < 100; i++)
        {
            var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
            if (answer.Status != 429) return answer;
        }

        return await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
    }
}
