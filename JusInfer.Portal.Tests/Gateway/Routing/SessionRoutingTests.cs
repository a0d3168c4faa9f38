using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>What the receipt of a call says about its session.</summary>
public sealed class SessionRoutingTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Step = """{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"ls\"}"}}]},{"role":"tool","tool_call_id":"1","content":"a.py"}""";

    [Fact]
    public async Task A_receipt_explains_the_choice_and_names_a_rejected_model()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Conversation("auto", "explained", "src"));

        answer["x-jusinfer-route-explanation"].ShouldNotBeNull().ShouldStartWith("The baseline model");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("explanation").GetString().ShouldBe(answer["x-jusinfer-route-explanation"]);
        var routing = receipt.GetProperty("routing");
        routing.GetProperty("baseline").GetString().ShouldBe(GatewayHost.Frontier);
        routing.GetProperty("policy_version").GetInt32().ShouldBeGreaterThan(1);
        routing.GetProperty("rejected").EnumerateArray().Select(static model => model.GetProperty("model").GetString()).ShouldContain(GatewayHost.Small);
        routing.GetProperty("rejected")[0].GetProperty("explanation").GetString().ShouldNotBeNullOrEmpty();
        routing.GetProperty("saved_usd").GetDecimal().ShouldBe(0);
    }

    [Fact]
    public async Task A_receipt_of_a_pinned_model_has_no_decision()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer["x-jusinfer-route-explanation"].ShouldBeNull();
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("routing").ValueKind.ShouldBe(JsonValueKind.Null);
        receipt.GetProperty("explanation").GetString().ShouldBe("The call named this model.");
    }

    [Fact]
    public async Task A_changed_prompt_is_recorded_with_the_message_and_its_price()
    {
        var caller = await gateway.Team.MintAsync();
        const string Session = "changed";
        gateway.Alpha.Script(Reply(8_000, 0), Reply(8_100, 8_000), Reply(8_200, 0));

        var first = await caller.AskAsync(Conversation(GatewayHost.Spare, "one", "src"), ("X-JusInfer-Session", Session));
        var extended = await caller.AskAsync(Conversation(GatewayHost.Spare, "one", "src", "," + Step), ("X-JusInfer-Session", Session));
        var changed = await caller.AskAsync(Conversation(GatewayHost.Spare, "one", "lib", "," + Step), ("X-JusInfer-Session", Session));

        (await LossAsync(first)).ValueKind.ShouldBe(JsonValueKind.Null);
        (await LossAsync(extended)).ValueKind.ShouldBe(JsonValueKind.Null);
        var loss = await LossAsync(changed);
        loss.GetProperty("cause").GetString().ShouldBe("prefix_changed");
        loss.GetProperty("message").GetInt32().ShouldBe(1);
        loss.GetProperty("tokens").GetInt64().ShouldBe(8_100);
        loss.GetProperty("cost_usd").GetDecimal().ShouldBe(8_100 * 0.9m / 1_000_000);
    }

    [Fact]
    public async Task The_prompts_of_a_model_with_one_endpoint_are_compared_in_a_run()
    {
        var caller = await gateway.Team.MintAsync();
        gateway.Alpha.Script(Reply(8_000, 0), Reply(8_100, 0));
        await caller.AskAsync(Conversation(GatewayHost.Frontier, "one", "src"), ("X-JusInfer-Session", "pinned"));

        var answer = await caller.AskAsync(Conversation(GatewayHost.Frontier, "one", "lib", "," + Step), ("X-JusInfer-Session", "pinned"));

        (await LossAsync(answer)).GetProperty("cause").GetString().ShouldBe("prefix_changed");
        answer["x-jusinfer-route-explanation"].ShouldBeNull();
    }

    [Fact]
    public async Task The_prompts_of_a_model_with_one_endpoint_are_not_compared_outside_a_run()
    {
        var caller = await gateway.Team.MintAsync();
        gateway.Alpha.Script(Reply(8_000, 0), Reply(8_100, 0));
        await caller.AskAsync(Conversation(GatewayHost.Frontier, "one", "src"));

        var answer = await caller.AskAsync(Conversation(GatewayHost.Frontier, "one", "lib", "," + Step));

        (await LossAsync(answer)).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_session_name_of_another_team_has_no_effect()
    {
        gateway.Alpha.Script(Reply(8_000, 0), Reply(8_100, 0));
        var other = await (await gateway.Portal.SignUpAsync()).MintAsync();
        await other.AskAsync(Conversation(GatewayHost.Spare, "one", "src"), ("X-JusInfer-Session", "same"));

        var answer = await (await gateway.Team.MintAsync()).AskAsync(Conversation(GatewayHost.Spare, "one", "lib", "," + Step), ("X-JusInfer-Session", "same"));

        (await LossAsync(answer)).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_request_that_a_cheaper_model_rejects_is_answered_by_another_one()
    {
        gateway.Alpha.Script(Replies.Error(400, "tools are not supported"), Replies.Json(ChatSse.Completion("ok")));

        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking("auto:cheap"));

        answer.ShouldBe(200);
        answer["x-jusinfer-attempts"].ShouldBe("2");
        answer["x-jusinfer-model"].ShouldNotBe(GatewayHost.Small);
    }

    [Fact]
    public async Task A_request_that_the_baseline_rejects_is_not_repeated()
    {
        gateway.Alpha.Script(Replies.Error(400, "tools are not supported"));

        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking("auto", "Why does it hang?"));

        answer.ShouldBe(400, "INVALID_REQUEST");
        gateway.Alpha.Requests.Count.ShouldBe(1);
    }

    private async Task<JsonElement> LossAsync(GatewayAnswer answer) => (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("cache_loss");

    private static Reply Reply(int prompt, int cached) => Replies.Json(ChatSse.Completion(
        "ok", $$$"""{"prompt_tokens":{{{prompt}}},"completion_tokens":5,"total_tokens":{{{prompt + 5}}},"prompt_tokens_details":{"cached_tokens":{{{cached}}}}}"""));

    private static string Conversation(string model, string project, string folder, string more = "") => $$$$"""
        {"model":"{{{{model}}}}","tools":[{"type":"function","function":{"name":"bash","parameters":{}}}],"messages":[{"role":"system","content":"You are an agent for {{{{project}}}}."},
         {"role":"user","content":"Fix the bug in {{{{folder}}}}."}{{{{more}}}}]}
        """;
}
