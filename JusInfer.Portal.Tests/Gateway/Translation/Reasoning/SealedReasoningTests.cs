using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

/// <summary>Sessions with signed reasoning that move between providers. Over real sockets, with providers that reject signatures of others.</summary>
[Trait("Promise", "P-16")]
public sealed class SealedReasoningTests : IClassFixture<SealedReasoningHost>
{
    private const string Gpt = SealedReasoningHost.Gpt;
    private const string Claude = SealedReasoningHost.Claude;
    private const string ThoughtSignature = ""","extra_content":{"google":{"thought_signature":"signed by one"}}""";

    private static readonly ITestClientDialect[] Dialects = [new ChatTestDialect(), new MessagesTestDialect(), new ResponsesTestDialect(), new OllamaTestDialect()];
    private static readonly Reply Down = Replies.Error(503);

    private readonly SealedReasoningHost gateway;

    public SealedReasoningTests(SealedReasoningHost gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    /// <summary>Every client dialect with a model of each upstream dialect, streamed and not.</summary>
    public static TheoryData<string, string, bool> Sessions
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var dialect in Dialects)
            {
                foreach (var model in (string[])[Gpt, Claude])
                {
                    data.Add(dialect.Name, model, true);
                    data.Add(dialect.Name, model, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public async Task A_session_goes_on_at_another_provider_of_the_same_dialect(string dialect, string model, bool isStreamed)
    {
        var (first, second) = gateway.ProvidersOf(model);
        var agent = await AgentAsync(dialect, isStreamed);
        await agent.StepAsync(model);
        await agent.StepAsync(model);
        first.LastSignatures.Count.ShouldBe(1);

        first.Instead = Down;
        await agent.StepAsync(model);

        second.Requests.Count.ShouldBe(1);
        second.LastSignatures.ShouldBeEmpty();
        second.LastRequest.Text.ShouldContain($"call_{first.Name}_");
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public async Task A_session_stays_at_the_provider_that_made_its_last_reasoning(string dialect, string model, bool isStreamed)
    {
        var (first, second) = gateway.ProvidersOf(model);
        var agent = await AgentAsync(dialect, isStreamed);
        await agent.StepAsync(model);
        first.Instead = Down;
        await agent.StepAsync(model);
        gateway.Reset();

        await agent.StepAsync(model);

        first.Requests.ShouldBeEmpty();
        second.LastSignatures.ShouldHaveSingleItem().ShouldStartWith(second.Name);
    }

    [Theory]
    [InlineData("openai-responses", Gpt, true)]
    [InlineData("openai-responses", Gpt, false)]
    [InlineData("anthropic-messages", Claude, true)]
    [InlineData("anthropic-messages", Claude, false)]
    public async Task Signatures_of_unknown_origin_are_sent_and_left_out_if_the_provider_rejects_them(string dialect, string model, bool isStreamed)
    {
        var (first, second) = gateway.ProvidersOf(model);
        var agent = await AgentAsync(dialect, isStreamed);
        agent.Remember(UnknownSignature());

        await agent.StepAsync(model);

        first.Requests.Count.ShouldBe(2);
        first.Requests.First().Text.ShouldContain("unknown-");
        first.LastSignatures.ShouldBeEmpty();
        second.Requests.ShouldBeEmpty();
        AttemptsOf(await gateway.Team.ReceiptAsync(agent.LastRequestId)).ShouldBe($"{first.Name} rejected 400, {first.Name} answered 200");

        await agent.StepAsync(model);
        first.Requests.Count.ShouldBe(3, "The provider has rejected the signature before, so that it is not sent again.");
        first.LastSignatures.ShouldHaveSingleItem().ShouldStartWith(first.Name);
    }

    /// <summary>The wordings of OpenAI, Azure, Anthropic, Bedrock and Google.</summary>
    [Theory]
    [InlineData(Gpt, """{"error":{"message":"The encrypted content gAAA could not be verified. Reason: Encrypted content organization_id did not match the target organization.","type":"invalid_request_error","code":"invalid_encrypted_content"}}""")]
    [InlineData(Gpt, """{"error":{"message":"rejected","type":"invalid_request_error","code":"invalid_encrypted_content"}}""")]
    [InlineData(Gpt, """{"error":{"message":"Encrypted content was created for a different account or model.","type":"invalid_request_error","code":null}}""")]
    [InlineData(Gpt, """{"error":{"code":400,"message":"Corrupted thought_signature.","status":"INVALID_ARGUMENT"}}""")]
    [InlineData(Gpt, """{"error":{"code":400,"message":"Corrupted thought signature.","status":"INVALID_ARGUMENT"}}""")]
    [InlineData(Claude, """{"type":"error","error":{"type":"invalid_request_error","message":"messages.5.content.0: Invalid `signature` in `thinking` block"}}""")]
    [InlineData(Claude, """{"type":"error","error":{"type":"invalid_request_error","message":"messages.5.content.0: Invalid `data` in `redacted_thinking` block"}}""")]
    [InlineData(Claude, """{"type":"error","error":{"type":"invalid_request_error","message":"capability_rejected: thinking_signature"}}""")]
    [InlineData(Claude, """{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"messages.1.content.0: Invalid `signature` in `thinking` block\"}}"}}}""")]
    public async Task Every_known_rejection_of_a_signature_is_recognized(string model, string rejection)
    {
        var first = gateway.ProvidersOf(model).First;
        first.Rejection = Replies.Json(rejection, 400);
        var agent = await AgentAsync(model == Gpt ? "openai-responses" : "anthropic-messages", isStreamed: true);
        agent.Remember(UnknownSignature());

        await agent.StepAsync(model);

        first.LastSignatures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejected_signature_counts_neither_as_a_failure_of_the_endpoint_nor_as_a_retry()
    {
        await using var portal = await PortalHost.StartAsync(gateway.Catalog, ("Gateway:RetryFloor", "0"));
        var caller = await (await portal.SignUpAsync()).MintAsync();

        for (var session = 0; session < 12; session++)
        {
            var agent = new ReasoningAgent(caller, new ResponsesTestDialect(), isStreamed: false);
            agent.Remember(UnknownSignature());
            await agent.StepAsync(Gpt);
        }

        gateway.Alpha.Requests.Count.ShouldBe(24);
        gateway.Beta.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_is_rejected_without_signatures_too_is_the_callers()
    {
        var agent = await AgentAsync("openai-responses", isStreamed: true);
        agent.Remember(UnknownSignature());
        gateway.Alpha.Instead = gateway.Alpha.Rejection;

        var answer = await agent.AskAsync(Gpt);

        answer.ShouldBe(400, "INVALID_REQUEST");
        gateway.Alpha.Requests.Count.ShouldBe(2);
        gateway.Beta.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_error_in_the_stream_about_a_signature_is_recognized_too()
    {
        var agent = await AgentAsync("openai-responses", isStreamed: true);
        agent.Remember(UnknownSignature());
        var failed = ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Event("response.failed", $",\"response\":{ResponsesWire.Response("", "failed", ""","error":{"code":"invalid_encrypted_content","message":"The encrypted content could not be verified."}""", usage: "null")}"));
        gateway.Alpha.Rejection = Replies.Sse(failed);

        await agent.StepAsync(Gpt);

        gateway.Alpha.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("openai-chat", true)]
    [InlineData("openai-responses", true)]
    [InlineData("openai-responses", false)]
    [InlineData("anthropic-messages", true)]
    [InlineData("anthropic-messages", false)]
    public async Task A_session_moves_between_models_of_two_dialects_and_back(string dialect, bool isStreamed)
    {
        var agent = await AgentAsync(dialect, isStreamed);
        await agent.StepAsync(Claude);
        gateway.Gamma.Requests.Count.ShouldBe(1);

        await agent.StepAsync(Gpt);
        gateway.Alpha.LastSignatures.ShouldBeEmpty();
        await agent.StepAsync(Gpt);
        gateway.Alpha.LastSignatures.ShouldHaveSingleItem().ShouldStartWith("alpha");
        await agent.StepAsync(Claude);

        gateway.Gamma.LastSignatures.ShouldHaveSingleItem().ShouldStartWith("gamma");
        gateway.Gamma.Requests.Count.ShouldBe(2);
        gateway.Alpha.Requests.Count.ShouldBe(2);
        gateway.Delta.Requests.ShouldBeEmpty();
        gateway.Beta.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("openai-responses", Claude)]
    [InlineData("anthropic-messages", Gpt)]
    public async Task A_signature_of_another_dialect_is_sealed_for_the_client(string dialect, string model)
    {
        var agent = await AgentAsync(dialect, isStreamed: true);

        await agent.StepAsync(model);

        agent.LastSignature.ShouldNotBeNull().ShouldStartWith("jinf.r1.");
        agent.LastSignature.ShouldNotContain("signature");
    }

    [Theory]
    [InlineData("openai-responses", Claude)]
    [InlineData("anthropic-messages", Gpt)]
    public async Task The_seal_of_another_team_is_left_out(string dialect, string model)
    {
        var theirs = await AgentAsync(dialect, isStreamed: true);
        await theirs.StepAsync(model);
        var other = new ReasoningAgent(await (await gateway.Portal.SignUpAsync()).MintAsync(), DialectNamed(dialect), isStreamed: true);
        other.Remember(theirs.LastSignature!);

        await other.StepAsync(model);

        gateway.ProvidersOf(model).First.LastSignatures.ShouldBeEmpty();
        gateway.ProvidersOf(model).First.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("openai-responses", Claude)]
    [InlineData("anthropic-messages", Gpt)]
    public async Task An_altered_seal_is_left_out(string dialect, string model)
    {
        var agent = await AgentAsync(dialect, isStreamed: true);
        await agent.StepAsync(model);
        var altered = await AgentAsync(dialect, isStreamed: true);
        altered.Remember(agent.LastSignature![..^8] + "AAAAAAAA");

        await altered.StepAsync(model);

        gateway.ProvidersOf(model).First.LastSignatures.ShouldBeEmpty();
        gateway.ProvidersOf(model).First.Requests.Count.ShouldBe(2);
    }

    /// <summary>Earlier versions marked signatures with a plain prefix. They are not authenticated, so anyone could have written them.</summary>
    [Theory]
    [InlineData("openai-responses", Claude, "jinf.as..c2lnbmF0dXJl")]
    [InlineData("openai-responses", Claude, "jinf.ar..c2lnbmF0dXJl")]
    [InlineData("anthropic-messages", Gpt, "jinf.re.rs_1.c2lnbmF0dXJl")]
    public async Task A_tag_of_an_earlier_version_is_left_out(string dialect, string model, string tag)
    {
        var agent = await AgentAsync(dialect, isStreamed: true);
        agent.Remember(tag);

        await agent.StepAsync(model);

        gateway.ProvidersOf(model).First.LastSignatures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stored_response_continues_at_another_provider()
    {
        var caller = await gateway.Team.MintAsync();
        var first = await caller.PostAsync("/v1/responses", $$"""{"model":"{{Gpt}}","input":"hello"}""");
        first.ShouldBe(200);
        gateway.Alpha.Instead = Down;

        var second = await caller.PostAsync("/v1/responses", $$"""
            {"model":"{{Gpt}}","previous_response_id":"{{first.Json.GetProperty("id").GetString()}}","input":[{"type":"function_call_output","call_id":"{{CallIn(first)}}","output":"found"}]}
            """);

        second.ShouldBe(200);
        gateway.Beta.Requests.Count.ShouldBe(1);
        gateway.Beta.LastSignatures.ShouldBeEmpty();
        gateway.Beta.LastRequest.Text.ShouldContain("function_call_output");
        gateway.Reset();

        var third = await caller.PostAsync("/v1/responses", $$"""{"model":"{{Gpt}}","previous_response_id":"{{second.Json.GetProperty("id").GetString()}}","input":[{"type":"function_call_output","call_id":"{{CallIn(second)}}","output":"found"}]}""");

        third.ShouldBe(200);
        gateway.Beta.LastSignatures.ShouldHaveSingleItem().ShouldStartWith("beta");
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("openai-responses", Gpt)]
    [InlineData("anthropic-messages", Claude)]
    [InlineData("openai-chat", Gpt)]
    public async Task An_interrupted_answer_is_continued_without_the_reasoning_of_the_interrupted_provider(string dialect, string model)
    {
        var (first, second) = gateway.ProvidersOf(model);
        var agent = await AgentAsync(dialect, isStreamed: true);
        await agent.StepAsync(model);
        first.Instead = Replies.Stream(
            Then.Send(model == Gpt ? ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Added(0, """{"id":"msg_up","type":"message","status":"in_progress","role":"assistant","content":[]}""")
                + ResponsesWire.Event("response.content_part.added", ""","item_id":"msg_up","output_index":0,"content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""}""")
                + ResponsesWire.Event("response.output_text.delta", ""","item_id":"msg_up","output_index":0,"content_index":0,"delta":"I will look.","logprobs":[]"""))
                : MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"text","text":""}""") + MessagesWire.TextDelta(0, "I will look.")),
            Then.Pause,
            Then.Cut);

        await agent.StepAsync(model);

        second.Requests.Count.ShouldBe(1);
        second.LastSignatures.ShouldBeEmpty();
    }

    /// <summary>Google signs tool calls, in a property that most chat clients drop.</summary>
    [Theory]
    [InlineData("", 1)]
    [InlineData(ThoughtSignature, 2)]
    public async Task A_thought_signature_is_left_out_at_another_provider(string carried, int requests)
    {
        const string Model = "google/gemini-3-pro";
        await using var one = await ScriptedUpstream.StartAsync();
        await using var two = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("one", one.BaseUrl).Provider("two", two.BaseUrl).Model(Model, ["one:gemini-3-pro", "two:gemini-3-pro"]));
        var caller = await (await portal.SignUpAsync()).MintAsync();
        one.Script(Replies.Json(ChatSse.ToolCompletion("look", "{}").Replace("\"{}\"}", $"\"{{}}\"}}{ThoughtSignature}", StringComparison.Ordinal)), Down);
        two.Always(request => request.Text.Contains("signed by one", StringComparison.Ordinal)
            ? Replies.Json("""{"error":{"code":400,"message":"Corrupted thought signature.","status":"INVALID_ARGUMENT"}}""", 400)
            : Replies.Json(ChatSse.Completion("done")));
        (await caller.AskAsync(Caller.Asking(Model))).Body.ShouldContain("signed by one");

        var answer = await caller.AskAsync($$"""
            {"model":"{{Model}}","messages":[{"role":"user","content":"hello"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{}"}{{carried}}}]},
              {"role":"tool","tool_call_id":"call_1","content":"found"}]}
            """);

        answer.ShouldBe(200);
        two.Requests.Count.ShouldBe(requests);
        two.LastRequest.Text.ShouldContain("skip_thought_signature_validator");
    }

    [Theory]
    [InlineData("openai-chat", Gpt)]
    [InlineData("openai-chat", Claude)]
    [InlineData("anthropic-messages", Claude)]
    [InlineData("openai-responses", Gpt)]
    public async Task A_session_of_60_steps_survives_three_failovers(string dialect, string model)
    {
        var (first, second) = gateway.ProvidersOf(model);
        var agent = await AgentAsync(dialect, isStreamed: true);

        for (var step = 0; step < 60; step++)
        {
            if (step % 15 == 0) gateway.Reset();
            if (step is 15 or 45) first.Instead = Down;
            if (step == 30) second.Instead = Down;
            await agent.StepAsync(model);
        }

        second.LastSignatures.Count.ShouldBeGreaterThanOrEqualTo(14);
        second.LastSignatures.ShouldAllBe(signature => signature.StartsWith(second.Name, StringComparison.Ordinal));
    }

    private static string AttemptsOf(JsonElement receipt) => string.Join(", ", receipt.GetProperty("attempt_log").EnumerateArray().Select(static attempt =>
        $"{attempt.GetProperty("provider")} {attempt.GetProperty("outcome")} {attempt.GetProperty("status")}"));

    private static string CallIn(GatewayAnswer response) => response.Json.GetProperty("output").EnumerateArray().Last().GetProperty("call_id").GetString()!;

    /// <summary>A signature that this process has not seen, as after a restart.</summary>
    private static string UnknownSignature() => $"unknown-{Guid.NewGuid():N}";

    private static ITestClientDialect DialectNamed(string name) => Array.Find(Dialects, dialect => dialect.Name == name)!;

    private async Task<ReasoningAgent> AgentAsync(string dialect, bool isStreamed) => new(await gateway.Team.MintAsync(), DialectNamed(dialect), isStreamed);
}
