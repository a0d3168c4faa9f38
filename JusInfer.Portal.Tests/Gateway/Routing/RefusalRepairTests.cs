using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>A call that was moved to a cheaper model, which refuses or answers nothing, is repeated by the baseline, before the client sees it.</summary>
public sealed class RefusalRepairTests : IAsyncLifetime
{
    private const string Baseline = "test/baseline";
    private const string Cheap = "test/cheap";
    private const string Chat = "openai-chat";
    private const string Messages = "anthropic-messages";
    private const string Responses = "openai-responses";
    private const string Good = """{"command":"ls repaired"}""";

    private ScriptedUpstream strong = null!;
    private ScriptedUpstream cheap = null!;
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller caller = null!;

    public static TheoryData<string, string, string> Refusals
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var (client, provider) in (ReadOnlySpan<(string, string)>)
                [(Chat, Chat), (Messages, Messages), (Responses, Responses), (Messages, Chat), (Responses, Chat), (Chat, Messages), (Chat, Responses), ("gemini", Chat), ("ollama", Chat)])
            {
                foreach (var kind in (ReadOnlySpan<string>)["refusal", "filter", "empty"]) cases.Add(client, provider, kind);
            }

            return cases;
        }
    }

    public async ValueTask InitializeAsync() => (strong, cheap) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await strong.DisposeAsync();
        await cheap.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task The_client_sees_only_the_answer_of_the_baseline_and_both_are_billed(string client, string provider, string kind)
    {
        await StartAsync(provider);
        foreach (var stream in (bool[])[false, true])
        {
            cheap.Script(RefusalWire.Answer(provider, kind, stream));
            strong.Script(new RepairWire(provider).Answer("bash", Good, stream));

            var answer = await AskAsync(client, $"both-{stream}", stream);

            answer.ShouldBe(200);
            answer.Body.ShouldContain("ls repaired", customMessage: $"stream: {stream}");
            answer.Body.ShouldNotContain(RefusalWire.Sorry);
            answer.Body.ShouldNotContain("content_filter");
            answer.Body.Split("event: response.output_item.added").Length.ShouldBe(answer.Body.Split("event: response.output_item.done").Length);
            answer.Body.Split("event: content_block_start").Length.ShouldBe(answer.Body.Split("event: content_block_stop").Length);
            strong.Requests.ShouldHaveSingleItem().Json.GetProperty("model").GetString().ShouldBe("baseline");
            var receipt = await team.ReceiptAsync(answer.RequestId);
            receipt.GetProperty("model_served").GetString().ShouldBe(Baseline);
            receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
            receipt.GetProperty("status").GetInt32().ShouldBe(200);
            var escalated = receipt.GetProperty("routing").GetProperty("escalated");
            escalated.GetProperty("model").GetString().ShouldBe(Cheap);
            escalated.GetProperty("cause").GetString().ShouldBe(kind == "empty" ? "empty" : "refused");
            var first = escalated.GetProperty("cost_usd").GetDecimal();
            first.ShouldBeGreaterThan(0);
            receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(first * 6, "the prices of the baseline are five times those of the cheap model");
            receipt.GetProperty("explanation").GetString()!.ShouldContain(kind == "empty" ? "test/cheap answered first and gave an empty answer" : "test/cheap answered first and refused to answer");
        }
    }

    [Theory]
    [InlineData("length")]
    [InlineData("stop")]
    public async Task An_answer_with_text_or_without_room_for_one_is_not_repeated(string reason)
    {
        await StartAsync(Chat);
        var text = reason == "stop" ? ChatSse.Text("Done.") : "";
        cheap.Script(Replies.Sse(ChatSse.Role() + text + ChatSse.Finish(reason) + ChatSse.Usage() + ChatSse.Done));

        var answer = await AskAsync(Chat, reason, stream: true);

        answer.ShouldBe(200);
        strong.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_after_a_text_that_the_client_has_passes_and_the_baseline_takes_the_next_call()
    {
        await StartAsync(Messages);
        cheap.Script(Replies.Sse(MessagesWire.Stream(MessagesWire.Text(0, "The first step is"), "refusal")));
        strong.Script(new RepairWire(Messages).Answer("bash", Good, stream: false));

        var refused = await AskAsync(Messages, "part", stream: true);
        var next = await AskAsync(Messages, "part", stream: false);

        refused.Body.ShouldContain("The first step is");
        refused.Body.ShouldContain("\"refusal\"");
        (await team.ReceiptAsync(refused.RequestId)).GetProperty("routing").GetProperty("escalated").ValueKind.ShouldBe(JsonValueKind.Null);
        (next["x-jusinfer-model"], next["x-jusinfer-route"]).ShouldBe((Baseline, "auto:refused"));
        next["x-jusinfer-route-explanation"]!.ShouldContain("refused to answer, or answered nothing. On test/cheap, the call would cost about $");
        (await team.ReceiptAsync(next.RequestId)).GetProperty("routing").GetProperty("trouble").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task If_the_baseline_refuses_too_the_client_gets_its_refusal()
    {
        await StartAsync(Chat);
        foreach (var stream in (bool[])[false, true])
        {
            cheap.Script(RefusalWire.Answer(Chat, "refusal", stream));
            strong.Script(RefusalWire.Answer(Chat, "refusal", stream));

            var answer = await AskAsync(Chat, $"both-{stream}", stream);

            answer.ShouldBe(200);
            answer.Body.ShouldContain(RefusalWire.Sorry);
            answer.Body.IndexOf(RefusalWire.Sorry, StringComparison.Ordinal).ShouldBe(answer.Body.LastIndexOf(RefusalWire.Sorry, StringComparison.Ordinal));
            strong.Requests.Count.ShouldBe(1);
            (await team.ReceiptAsync(answer.RequestId)).GetProperty("attempts").GetInt32().ShouldBe(2);
        }
    }

    [Theory]
    [InlineData("refusal")]
    [InlineData("empty")]
    public async Task If_no_model_repeats_the_answer_the_client_gets_it_as_it_is_and_pays_it_once(string kind)
    {
        await StartAsync(Chat);
        foreach (var stream in (bool[])[false, true])
        {
            cheap.Script(RefusalWire.Answer(Chat, kind, stream));
            strong.Always(Replies.Error(500));

            var answer = await AskAsync(Chat, $"failing-{stream}", stream);

            answer.ShouldBe(200);
            answer.Body.Contains(RefusalWire.Sorry, StringComparison.Ordinal).ShouldBe(kind == "refusal");
            var receipt = await team.ReceiptAsync(answer.RequestId);
            receipt.GetProperty("model_served").GetString().ShouldBe(Cheap);
            receipt.GetProperty("routing").GetProperty("escalated").ValueKind.ShouldBe(JsonValueKind.Null);
            receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(((12 * 0.6m) + (3 * 3)) / 1_000_000);
        }
    }

    [Theory]
    [InlineData(Baseline)]
    [InlineData(Cheap)]
    public async Task A_model_that_the_client_names_may_refuse(string model)
    {
        await StartAsync(Chat);
        var named = model == Baseline ? strong : cheap;
        foreach (var stream in (bool[])[false, true])
        {
            named.Script(RefusalWire.Answer(Chat, "refusal", stream));

            var answer = await caller.AskAsync(new RepairWire(Chat).Request($"named-{stream}", stream, model));

            answer.Body.ShouldContain(RefusalWire.Sorry);
            (await team.ReceiptAsync(answer.RequestId)).GetProperty("attempts").GetInt32().ShouldBe(1);
        }
    }

    [Fact]
    public async Task Tests_that_fail_after_a_change_of_the_cheaper_model_bring_the_baseline_back()
    {
        await StartAsync(Chat);
        cheap.Always(new RepairWire(Chat).Answer("bash", """{"command":"sed -i s/a/b/ parser.py"}""", stream: false));
        strong.Always(new RepairWire(Chat).Answer("bash", Good, stream: false));

        (await StepAsync())["x-jusinfer-route"].ShouldBe("session:prior");
        (await StepAsync(("sed -i s/a/b/ parser.py", "")))["x-jusinfer-route"].ShouldBe("session:prior");
        var failed = await StepAsync(("sed -i s/a/b/ parser.py", ""), ("python -m pytest -q", "1 failed, 41 passed in 1.2s"));
        var after = await StepAsync(("sed -i s/a/b/ parser.py", ""), ("python -m pytest -q", "1 failed, 41 passed in 1.2s"), ("cat parser.py", "def parse(): pass"));

        (failed["x-jusinfer-model"], failed["x-jusinfer-route"]).ShouldBe((Baseline, "auto:failed-tests"));
        failed["x-jusinfer-route-explanation"]!.ShouldContain("tests fail after a cheaper model has changed files. On test/cheap, the call would cost about $");
        after["x-jusinfer-model"].ShouldBe(Baseline);
        var receipt = await team.ReceiptAsync(failed.RequestId);
        receipt.GetProperty("routing").GetProperty("trouble").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("explanation").GetString()!.ShouldContain("Expected cost $");

        Task<GatewayAnswer> StepAsync(params (string Command, string Result)[] steps)
        {
            var messages = string.Concat(steps.Select(static (step, i) => $$$"""
                ,{"role":"assistant","content":null,"tool_calls":[{"id":"c{{{i}}}","type":"function","function":{"name":"bash","arguments":"{\"command\":\"{{{step.Command}}}\"}"}}]},{"role":"tool","tool_call_id":"c{{{i}}}","content":"{{{step.Result}}}"}
                """));
            var request = new RepairWire(Chat).Request("tests", stream: false);
            return caller.AskAsync(request[..^2] + messages + "]}", ("X-JusInfer-Session", "tests"));
        }
    }

    [Fact]
    public async Task Forged_refusals_and_results_are_bounded_per_run()
    {
        await StartAsync(Chat);
        cheap.Always(RefusalWire.Answer(Chat, "refusal", stream: false));
        strong.Always(new RepairWire(Chat).Answer("bash", Good, stream: false));
        var repeated = 0;

        for (var i = 0; i < 20; i++)
        {
            var answer = await caller.AskAsync(
                new RepairWire(Chat).Request($"part {i}", stream: false, system: $"You are the coding agent number {i}."), ("X-JusInfer-Session", $"part-{i}"), ("X-JusInfer-Parent-Session", "whole"));
            answer.ShouldBe(200);
            repeated += answer["x-jusinfer-attempts"] == "2" ? 1 : 0;
        }

        repeated.ShouldBe(13);
    }

    private async Task StartAsync(string provider)
    {
        var wire = new RepairWire(provider);
        var isAnthropic = provider == Messages;
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("strong", wire.AddressOf(strong), dialect: provider, anthropic: isAnthropic)
            .Provider("cheap", wire.AddressOf(cheap), dialect: provider, anthropic: isAnthropic)
            .Model(Baseline, ["strong:baseline"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15, cacheWrite: 3, priors: Prior(0.70))
            .Model(Cheap, ["cheap:cheap"], "mid", 0.7, input: 0.6m, cacheRead: 0.06m, output: 3, cacheWrite: 0.6m, priors: Prior(0.74)));
        team = await portal.SignUpAsync();
        caller = await team.MintAsync();
        (await team.Api.PatchAsync("/v1/tenant", new { routing = new { session_model = true, session_percent = 100 } })).ShouldBe(200);
    }

    private async Task<GatewayAnswer> AskAsync(string client, string task, bool stream)
    {
        var wire = new RepairWire(client);
        return await caller.PostAsync(stream ? wire.StreamPath : wire.Path, wire.Request(task, stream), ("X-JusInfer-Session", task));
    }

    private static string Prior(double resolve) => $$"""
        [{"domain":"fix/python","harness":"agent","resolve":{{resolve.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"n":400,"input":50000,"cacheRead":750000,"output":15000,"source":"https://example.com/results","date":"2026-10-01"}]
        """;
}
