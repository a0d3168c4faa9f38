using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>A call that was moved to a cheaper model and calls tools wrongly is repeated by the baseline, before the client sees it.</summary>
public sealed class ToolCallRepairTests : IAsyncLifetime
{
    private const string Baseline = "test/baseline";
    private const string Cheap = "test/cheap";
    private const string Chat = "openai-chat";
    private const string Messages = "anthropic-messages";
    private const string Responses = "openai-responses";
    private const string Good = """{"command":"ls repaired"}""";

    /// <summary>All prices of the baseline are so many times those of the cheap model.</summary>
    private const int PriceRatio = 5;

    private ScriptedUpstream strong = null!;
    private ScriptedUpstream cheap = null!;
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync() => (strong, cheap) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await strong.DisposeAsync();
        await cheap.DisposeAsync();
    }

    [Theory]
    [InlineData(Chat, Chat)]
    [InlineData(Messages, Messages)]
    [InlineData(Responses, Responses)]
    [InlineData(Messages, Chat)]
    [InlineData(Responses, Chat)]
    [InlineData(Chat, Messages)]
    public async Task The_client_sees_only_the_repaired_call_and_both_answers_are_billed(string client, string provider)
    {
        await StartAsync(provider);
        foreach (var stream in (bool[])[false, true])
        {
            cheap.Script(new RepairWire(provider).Answer("no_such_tool", Good, stream));
            strong.Script(new RepairWire(provider).Answer("bash", Good, stream));

            var answer = await AskAsync(client, $"both-{stream}", stream);

            answer.ShouldBe(200);
            answer.Body.ShouldContain("ls repaired");
            answer.Body.ShouldContain("bash");
            answer.Body.ShouldNotContain("no_such_tool");
            strong.Requests.ShouldHaveSingleItem().Json.GetProperty("model").GetString().ShouldBe("baseline");
            var receipt = await team.ReceiptAsync(answer.RequestId);
            receipt.GetProperty("model_served").GetString().ShouldBe(Baseline);
            receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
            receipt.GetProperty("status").GetInt32().ShouldBe(200);
            receipt.GetProperty("unbilled_usd").GetDecimal().ShouldBe(0);
            var escalated = receipt.GetProperty("routing").GetProperty("escalated");
            escalated.GetProperty("model").GetString().ShouldBe(Cheap);
            escalated.GetProperty("cause").GetString().ShouldBe("unknown_tool");
            var first = escalated.GetProperty("cost_usd").GetDecimal();
            first.ShouldBeGreaterThan(0);
            receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(first * (1 + PriceRatio));
            receipt.GetProperty("explanation").GetString()!.ShouldContain("test/cheap answered first and called a tool that the request does not define");
        }
    }

    [Theory]
    [InlineData("{\"command\":\"ls", "invalid_arguments")]
    [InlineData("[1]", "invalid_arguments")]
    [InlineData("{\"path\":\"src\"}", "missing_argument")]
    public async Task Arguments_that_the_client_could_not_use_are_repaired(string arguments, string cause)
    {
        await StartAsync(Chat);
        foreach (var stream in (bool[])[false, true])
        {
            cheap.Script(new RepairWire(Chat).Answer("bash", arguments, stream));
            strong.Script(new RepairWire(Chat).Answer("bash", Good, stream));

            var answer = await AskAsync(Chat, $"arguments-{stream}", stream);

            answer.Body.ShouldContain("ls repaired");
            (await team.ReceiptAsync(answer.RequestId)).GetProperty("routing").GetProperty("escalated").GetProperty("cause").GetString().ShouldBe(cause);
        }
    }

    [Fact]
    public async Task A_stream_passes_its_text_at_once_and_the_repaired_call_follows_it()
    {
        await StartAsync(Chat);
        const string Text = "Let me look at the files of the parser first.";
        var seen = new TaskCompletionSource();
        cheap.Script(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text(Text)), Then.Await(seen.Task), Then.Send(RepairWire.Call("no_such_tool", Good) + ChatSse.Finish("tool_calls") + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done)));
        strong.Script(Replies.Sse(new RepairWire(Chat).Stream("bash", Good, Text, ChatSse.OpenAiUsage)));

        using var response = await caller.OpenAsync(new RepairWire(Chat).Request("text", stream: true));
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(body);
        await Eventually.ReadAsync(reader, Text);
        seen.SetResult();
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        rest.ShouldContain("ls repaired");
        rest.ShouldNotContain("no_such_tool");
        rest.ShouldNotContain(Text);
        rest.ShouldContain("data: [DONE]");
        strong.LastRequest.Text.ShouldContain(Text);
        var receipt = await team.ReceiptAsync(response.Headers.GetValues("x-request-id").Single());
        receipt.GetProperty("resumed").GetBoolean().ShouldBeFalse();
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(receipt.GetProperty("routing").GetProperty("escalated").GetProperty("cost_usd").GetDecimal() * (1 + PriceRatio));
    }

    [Fact]
    public async Task Calls_that_the_client_can_run_are_not_repeated()
    {
        await StartAsync(Chat);
        foreach (var stream in (bool[])[false, true])
        {
            cheap.Script(new RepairWire(Chat).Answer("bash", Good, stream));

            var answer = await AskAsync(Chat, $"valid-{stream}", stream);

            answer.ShouldBe(200);
            answer["x-jusinfer-model"].ShouldBe(Cheap);
            strong.Requests.ShouldBeEmpty();
            (await team.ReceiptAsync(answer.RequestId)).GetProperty("routing").GetProperty("escalated").ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    /// <summary>The client runs it all the same, and Anthropic's own search can have found it.</summary>
    [Theory]
    [InlineData(Messages)]
    [InlineData(Chat)]
    public async Task A_call_of_a_tool_that_is_loaded_on_demand_is_not_repeated(string provider)
    {
        await StartAsync(provider);
        cheap.Script(new RepairWire(provider).Answer("later", Good, stream: false));
        var wire = new RepairWire(Messages);
        const string Later = """{"name":"later","defer_loading":true,"input_schema":{"type":"object"}}""";
        var request = wire.Request("deferred", stream: false).Replace("\"tools\":[", $"\"tools\":[{Later},", StringComparison.Ordinal);

        var answer = await caller.PostAsync(wire.Path, request, ("X-JusInfer-Session", "deferred"));

        answer.ShouldBe(200);
        answer["x-jusinfer-model"].ShouldBe(Cheap);
        strong.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Baseline)]
    [InlineData(Cheap)]
    public async Task A_call_to_a_model_that_the_client_names_passes_as_it_is(string model)
    {
        await StartAsync(Chat);
        var named = model == Baseline ? strong : cheap;
        foreach (var stream in (bool[])[false, true])
        {
            named.Script(new RepairWire(Chat).Answer("no_such_tool", "{", stream));

            var answer = await caller.AskAsync(new RepairWire(Chat).Request($"named-{stream}", stream, model));

            answer.Body.ShouldContain("no_such_tool");
            (await team.ReceiptAsync(answer.RequestId)).GetProperty("attempts").GetInt32().ShouldBe(1);
        }
    }

    [Fact]
    public async Task If_no_model_repeats_the_answer_the_client_gets_it_as_it_is_and_pays_it_once()
    {
        await StartAsync(Chat);
        foreach (var stream in (bool[])[false, true])
        {
            cheap.Script(new RepairWire(Chat).Answer("no_such_tool", Good, stream));
            strong.Always(Replies.Error(500));

            var answer = await AskAsync(Chat, $"failing-{stream}", stream);

            answer.ShouldBe(200);
            answer.Body.ShouldContain("no_such_tool");
            var receipt = await team.ReceiptAsync(answer.RequestId);
            receipt.GetProperty("model_served").GetString().ShouldBe(Cheap);
            receipt.GetProperty("status").GetInt32().ShouldBe(200);
            receipt.GetProperty("routing").GetProperty("escalated").ValueKind.ShouldBe(JsonValueKind.Null);
            receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(((12 * 0.6m) + (3 * 3)) / 1_000_000);
        }
    }

    [Fact]
    public async Task Repetitions_that_fail_take_from_the_retry_budget()
    {
        await StartAsync(Chat, ("Gateway:RetryFloor", "1"));
        cheap.Always(new RepairWire(Chat).Answer("no_such_tool", Good, stream: false));
        strong.Always(Replies.Error(500));

        (await AskAsync(Chat, "budget", stream: false)).ShouldBe(200);
        strong.Requests.Count.ShouldBe(2);
        (await AskAsync(Chat, "another", stream: false)).ShouldBe(200);
        strong.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_stream_that_may_not_be_continued_is_not_repaired()
    {
        await StartAsync(Chat);
        cheap.Script(new RepairWire(Chat).Answer("no_such_tool", Good, stream: true));

        var answer = await caller.AskAsync(new RepairWire(Chat).Request("off", stream: true), Caller.NotResumed);

        answer.Body.ShouldContain("no_such_tool");
        strong.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_that_a_repeated_answer_has_made_dearer_goes_to_the_baseline()
    {
        await StartAsync(Chat);
        cheap.Always(new RepairWire(Chat).Answer("no_such_tool", Good, stream: false));
        strong.Always(new RepairWire(Chat).Answer("bash", Good, stream: false));

        var first = await AskAsync(Chat, "again", stream: false);
        var second = await AskAsync(Chat, "again", stream: false);

        (first["x-jusinfer-route"], first["x-jusinfer-attempts"]).ShouldBe(("session:prior", "2"));
        (second["x-jusinfer-route"], second["x-jusinfer-attempts"]).ShouldBe(("auto:baseline", "1"));
        (await team.ReceiptAsync(first.RequestId)).GetProperty("routing").GetProperty("saved_usd").GetDecimal().ShouldBeLessThan(0);
    }

    [Fact]
    public async Task The_conversations_of_a_run_have_a_common_limit_of_repeated_answers()
    {
        await StartAsync(Chat);
        cheap.Always(new RepairWire(Chat).Answer("no_such_tool", Good, stream: false));
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

    private async Task StartAsync(string provider, params (string Key, string Value)[] settings)
    {
        var wire = new RepairWire(provider);
        var isAnthropic = provider == Messages;
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("strong", wire.AddressOf(strong), dialect: provider, anthropic: isAnthropic)
            .Provider("cheap", wire.AddressOf(cheap), dialect: provider, anthropic: isAnthropic)
            .Model(Baseline, ["strong:baseline"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15, cacheWrite: 3, priors: Prior(0.70))
            .Model(
                Cheap, ["cheap:cheap"], "mid", 0.7, input: 0.6m, cacheRead: 0.06m, output: 3, cacheWrite: 0.6m, priors: Prior(0.74)),
            settings);
        team = await portal.SignUpAsync();
        caller = await team.MintAsync();
        (await team.Api.PatchAsync("/v1/tenant", new { routing = new { session_model = true, session_percent = 100 } })).ShouldBe(200);
    }

    private async Task<GatewayAnswer> AskAsync(string client, string task, bool stream)
    {
        var wire = new RepairWire(client);
        return await caller.PostAsync(wire.Path, wire.Request(task, stream), ("X-JusInfer-Session", task));
    }

    private static string Prior(double resolve) => $$"""
        [{"domain":"fix/python","harness":"agent","resolve":{{resolve.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"n":400,"input":50000,"cacheRead":750000,"output":15000,"source":"https://example.com/results","date":"2026-10-01"}]
        """;
}
