using System.Globalization;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Admission;

/// <summary>No limit of money is ever exceeded, and calls near a limit get what it leaves.</summary>
public sealed class HoldTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    /// <summary>100 tokens, as the provider counts them too.</summary>
    private static readonly string Prompt = new('x', 394);

    /// <summary>20 tokens.</summary>
    private static readonly string Answer = new('y', 80);

    /// <summary>60 uncached and 40 cached tokens and 20 tokens of output at the prices of the model.</summary>
    private const decimal Cost = 0.000492m;

    [Theory]
    [Trait("Promise", "P-10")]
    [InlineData(false, null)]
    [InlineData(false, 20)]
    [InlineData(true, null)]
    [InlineData(true, 20)]
    public async Task Two_hundred_concurrent_calls_never_exceed_a_cap_that_pays_for_fifty(bool stream, int? maxTokens)
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 50 * Cost });
        gateway.Alpha.Always(stream ? Replies.Sse(ChatSse.Role() + ChatSse.Text(Answer) + ChatSse.Finish() + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)
            : Replies.Json(ChatSse.Completion(Answer, ChatSse.OpenAiUsage)));
        var limit = maxTokens is null ? "" : $",\"max_tokens\":{maxTokens}";
        var body = stream ? Caller.Streaming(GatewayHost.Frontier, Prompt, limit) : Caller.Asking(GatewayHost.Frontier, Prompt, limit);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => caller.AskAsync(body)));

        var served = answers.Where(static answer => answer.Status == 200).ToArray();
        served.Length.ShouldBeGreaterThanOrEqualTo(40);
        foreach (var rejected in answers.Except(served)) rejected.ShouldBe(402, "CAP_REACHED");
        var records = await team.RecordsAsync(caller, served.Length);
        records.Length.ShouldBe(served.Length);
        records.Sum(static record => record.GetProperty("cost_usd").GetDecimal()).ShouldBeInRange(40 * Cost, 50 * Cost);
    }

    [Fact]
    public async Task A_call_near_a_limit_gets_fewer_output_tokens_before_it_is_rejected()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 0.0153m });
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion(Answer)));

        var unlimited = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
        var withoutLimit = gateway.Alpha.LastRequest.Json;
        await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, extra: ",\"max_tokens\":5000"));
        var lowered = gateway.Alpha.LastRequest.Json;
        var small = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, extra: ",\"max_tokens\":20"));

        unlimited.ShouldBe(200);
        var maximum = int.Parse(unlimited["x-jusinfer-max-tokens"]!, CultureInfo.InvariantCulture);
        maximum.ShouldBeInRange(980, 1_000, "$0.0153 pays for 1,000 tokens with a margin of 2 %, less the prompt");
        withoutLimit.GetProperty("max_tokens").GetInt32().ShouldBe(maximum);
        lowered.GetProperty("max_tokens").GetInt32().ShouldBeLessThan(maximum);
        small["x-jusinfer-max-tokens"].ShouldBeNull("it fits");
        gateway.Alpha.LastRequest.Json.GetProperty("max_tokens").GetInt32().ShouldBe(20);
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"test/frontier-1","max_tokens":5000,"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("/v1/responses", """{"model":"test/frontier-1","input":"hello"}""")]
    [InlineData("/api/chat", """{"model":"test/frontier-1","messages":[{"role":"user","content":"hello"}],"stream":false}""")]
    public async Task The_lower_limit_applies_to_translated_requests(string path, string body)
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 0.0153m });
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion(Answer)));

        var answer = await caller.PostAsync(path, body);

        answer.ShouldBe(200);
        gateway.Alpha.LastRequest.Json.GetProperty("max_tokens").GetInt32().ShouldBe(int.Parse(answer["x-jusinfer-max-tokens"]!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_stream_that_uses_up_the_limit_ends_with_the_402_and_its_delivered_part_is_billed()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 0.05m });
        var chunk = ChatSse.Text(new string('y', 400));
        gateway.Alpha.Always(Replies.Sse(ChatSse.Role() + string.Concat(Enumerable.Repeat(chunk, 100)) + ChatSse.Finish() + ChatSse.Done));

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: ",\"max_tokens\":100000"));

        answer.ShouldBe(200);
        var error = answer.Chunks[^1];
        error.GetProperty("error").GetProperty("code").GetString().ShouldBe("CAP_REACHED");
        error.GetProperty("choices")[0].GetProperty("delta").EnumerateObject().ShouldBeEmpty();
        answer.IsDone.ShouldBeFalse();
        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(402);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBeInRange(0.045m, 0.05m);
        answer.StreamedText.Length.ShouldBeInRange(12_000, 13_700, "$0.05 pays for 3,333 tokens of four bytes");
    }

    [Fact]
    public async Task A_stream_below_its_limit_is_never_cut_however_long_it_is()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 2 });
        var chunk = ChatSse.Text(new string('y', 400));
        gateway.Alpha.Always(Replies.Sse(ChatSse.Role() + string.Concat(Enumerable.Repeat(chunk, 300)) + ChatSse.Finish() + ChatSse.Done));

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.IsDone.ShouldBeTrue();
        answer.StreamedText.Length.ShouldBe(120_000);
    }

    [Fact]
    public async Task Calls_that_fail_or_are_rejected_return_all_that_they_held()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 1.6m });
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion(Answer)));
        gateway.Alpha.Script(Replies.Error(400), Replies.Error(422));

        // Each holds nearly the whole cap.
        for (var i = 0; i < 2; i++) (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).Status.ShouldBeOneOf(400, 422);
        (await caller.AskAsync("{\"model\":\"test/frontier-1\",\"messages\":7}")).ShouldBe(400);
        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(200);
        answer["x-jusinfer-max-tokens"].ShouldBeNull();
    }

    [Fact]
    public async Task The_budget_of_a_run_holds_for_its_whole_tree_and_the_first_one_counts()
    {
        var caller = await gateway.Team.MintAsync();
        var (root, child, grandchild) = ($"root-{Guid.NewGuid():N}", $"child-{Guid.NewGuid():N}", $"grandchild-{Guid.NewGuid():N}");
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion(Answer, ChatSse.OpenAiUsage)));
        var body = Caller.Asking(GatewayHost.Frontier, Prompt, ",\"max_tokens\":20");

        (await caller.AskAsync(body, ("X-JusInfer-Session", root), ("X-JusInfer-Run-Budget", "0.0016"))).ShouldBe(200);
        (await caller.AskAsync(body, ("X-JusInfer-Session", child), ("X-JusInfer-Parent-Session", root), ("X-JusInfer-Run-Budget", "9"))).ShouldBe(200);
        var rejected = await caller.AskAsync(
            Caller.Asking(GatewayHost.Frontier, Prompt + Prompt, ",\"max_tokens\":20"), ("X-JusInfer-Session", grandchild), ("X-JusInfer-Parent-Session", child));

        rejected.ShouldBe(402, "RUN_BUDGET_REACHED");
        rejected.Message.ShouldContain("The budget of this run is reached");
        (await caller.AskAsync(body, ("X-JusInfer-Session", $"other-{root}"))).ShouldBe(200);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("0.0000000001")]
    [InlineData("1000001")]
    public async Task A_run_budget_that_is_no_amount_is_rejected(string value)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier), ("X-JusInfer-Session", "a"), ("X-JusInfer-Run-Budget", value));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe("X-JusInfer-Run-Budget");
    }
}
