using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>
/// A client that requires JSON gets JSON from models without a mode for it, in every dialect, streamed and unstreamed.
/// </summary>
[Trait("Promise", "P-20")]
public sealed class JsonGuaranteeTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Document = """{"path":"größe/\"a\".txt"}""";

    private static readonly ModelAnswer Valid = new() { Text = Document };
    private static readonly ModelAnswer Prose = new() { Text = "The path is a.txt." };

    public static TheoryData<string, string, bool> Pairs =>
        [.. from client in DialectHost.ClientDialects from upstream in DialectHost.Dialects from streamed in (bool[])[true, false] select (client.Name, upstream.Name, streamed)];

    public static TheoryData<string, bool> Upstreams => [.. from upstream in DialectHost.Dialects from streamed in (bool[])[true, false] select (upstream.Name, streamed)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_schema_is_a_tool_whose_arguments_are_the_answer(string client, string upstream, bool streamed)
    {
        var call = new ModelAnswer { Text = "Here it is:", Calls = [new ToolUse("call_1", "jusinfer_answer", Document)], FinishReason = "tool_calls", InputTokens = 100, OutputTokens = 20 };

        var (answer, _) = await AskAsync(client, upstream, streamed, "json_schema", call);

        (Json.Compact(JsonElement.Parse(answer.Text)), answer.FinishReason).ShouldBe((Document, "stop"));
        answer.Calls.ShouldBeEmpty();
        Dialect(upstream).ReadRequest(host[Dialect(upstream)].LastRequest.Json).ShouldSatisfyAllConditions(
            static request => request.Tools.ShouldBe(["jusinfer_answer"]),
            static request => request.ToolChoice.ShouldBe("jusinfer_answer"),
            static request => request.Format.ShouldBeNull());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_invalid_answer_is_corrected_and_both_answers_are_billed(string client, string upstream, bool streamed)
    {
        var (answer, response) = await AskAsync(client, upstream, streamed, "json_schema", new ModelAnswer { Text = """{"file":"a.txt"}""" }, Valid);

        (answer.Text, answer.FinishReason).ShouldBe((Document, "stop"));
        (answer.InputTokens, answer.OutputTokens).ShouldBe((200, 40));
        var requests = host[Dialect(upstream)].Requests.Select(static request => request.Text).ToArray();
        requests.Length.ShouldBe(2);
        requests[0].ShouldNotContain("$.path is missing");
        requests[1].ShouldContain("$.path is missing");
        var receipt = await host.Team.ReceiptAsync(response.RequestId);
        (receipt.GetProperty("input_tokens").GetInt64(), receipt.GetProperty("output_tokens").GetInt64()).ShouldBe((200, 40));
        receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
    }

    /// <summary>A schema that no answer satisfies would be worth any number of answers at the provider's price.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_answer_that_stays_invalid_is_an_error_and_both_answers_are_billed(string client, string upstream, bool streamed)
    {
        var (_, response) = await AskAsync(client, upstream, streamed, "json_schema", Prose, Prose, Valid);

        response.ShouldBe(502);
        response.Message.ShouldContain("did not answer with valid JSON");
        response.Message.ShouldContain("simplify the schema");
        host[Dialect(upstream)].Requests.Count.ShouldBe(2);
        var receipt = await host.Team.ReceiptAsync(response.RequestId);
        (receipt.GetProperty("input_tokens").GetInt64(), receipt.GetProperty("output_tokens").GetInt64()).ShouldBe((200, 40));
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBeGreaterThan(0);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task An_object_without_a_schema_is_requested_by_an_instruction(string upstream, bool streamed)
    {
        var (answer, _) = await AskAsync("openai-chat", upstream, streamed, "json_object", new ModelAnswer { Text = $"Here it is:\n```json\n{Document}\n```" });

        answer.Text.ShouldBe(Document);
        host[Dialect(upstream)].LastRequest.Text.ShouldContain("one JSON object and nothing else");
    }

    [Theory]
    [InlineData("openai-chat", true)]
    [InlineData("openai-chat", false)]
    [InlineData("anthropic-messages", true)]
    [InlineData("anthropic-messages", false)]
    public async Task A_reasoning_model_is_not_forced_to_call_a_tool(string upstream, bool streamed)
    {
        var request = new ModelRequest { Format = "json_schema", ReasoningEffort = "high", MaxTokens = 9000 };
        var (answer, _) = await AskAsync("openai-chat", upstream, streamed, request, DialectHost.ReasoningModelWithoutSchemas(Dialect(upstream)), new ModelAnswer { Reasoning = "Hm.", Text = $"```json\n{Document}\n```" });

        (answer.Text, answer.Reasoning).ShouldBe((Document, "Hm."));
        var received = Dialect(upstream).ReadRequest(host[Dialect(upstream)].LastRequest.Json);
        received.ToolChoice.ShouldNotBe("jusinfer_answer");
        received.Format.ShouldBe(upstream == "anthropic-messages" ? null : "json_object");
        host[Dialect(upstream)].LastRequest.Text.ShouldContain("must conform to this JSON schema");
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task A_call_of_the_clients_tool_passes(string upstream, bool streamed)
    {
        var call = new ModelAnswer { Text = "I will look.", Calls = [new ToolUse("call_1", "read_file", """{"path":"a"}""")], FinishReason = "tool_calls" };
        var (answer, _) = await AskAsync("openai-chat", upstream, streamed, new ModelRequest { Format = "json_schema", Tools = ["read_file"] }, DialectHost.ModelWithoutJson(Dialect(upstream)), call);

        answer.Calls.ShouldHaveSingleItem().Name.ShouldBe("read_file");
        (answer.Text, answer.FinishReason).ShouldBe(("I will look.", "tool_calls"));
        host[Dialect(upstream)].Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task A_truncated_answer_passes(string upstream, bool streamed)
    {
        var (answer, _) = await AskAsync("openai-chat", upstream, streamed, "json_object", new ModelAnswer { Text = """{"path":""", FinishReason = "length" });

        (answer.Text, answer.FinishReason).ShouldBe(("""{"path":""", "length"));
        host[Dialect(upstream)].Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task A_refusal_passes(string upstream, bool streamed)
    {
        var (answer, response) = await AskAsync("openai-chat", upstream, streamed, "json_object", new ModelAnswer { Refusal = "I cannot help with that." });

        response.ShouldBe(200);
        $"{answer.Refusal}{answer.Text}".ShouldBe("I cannot help with that.");
        host[Dialect(upstream)].Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task An_interrupted_answer_is_requested_again(string upstream, bool streamed)
    {
        var (dialect, provider) = (Dialect(upstream), host[Dialect(upstream)]);
        provider.Script(
            async (context, cancellationToken) =>
            {
                var events = dialect.WriteStream(Valid, provider.LastRequest.Json);
                if (!streamed) await Replies.CloseInBody(events)(context, cancellationToken);
                else await Replies.Stream(Then.Send(events[..(events.Length / 2)]), Then.Pause, Then.Cut)(context, cancellationToken);
            },
            Reply(dialect, Valid, streamed));

        var response = await host.AskAsync(Client("openai-chat"), new ModelRequest { Format = "json_object" }, DialectHost.ModelWithoutJson(dialect), streamed);

        response.ShouldBe(200);
        Client("openai-chat").ReadResponse(response, streamed).Text.ShouldBe(Document);
    }

    [Theory]
    [InlineData("openai-chat", true)]
    [InlineData("openai-chat", false)]
    public async Task Another_model_is_not_asked_for_a_correction_that_its_provider_rejects(string upstream, bool streamed)
    {
        var (dialect, provider) = (Dialect(upstream), host[Dialect(upstream)]);
        provider.Script(Reply(dialect, Prose, streamed), Replies.Error(400, "This model's maximum context length is 4096 tokens."));

        var response = await host.AskAsync(Client("openai-chat"), new ModelRequest { Format = "json_object" }, DialectHost.ModelWithoutJson(dialect), streamed);

        response.ShouldBe(502, "UPSTREAM_ERROR");
        response.Message.ShouldContain("it is not JSON");
    }

    [Fact]
    public async Task An_invalid_schema_is_rejected_with_its_place()
    {
        var upstream = Dialect("openai-chat");
        var body = $$$$$$$$"""{"model":"{{{{{{{{DialectHost.ModelWithoutJson(upstream)}}}}}}}}","messages":[{"role":"user","content":"go"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"type":"text"}}}}}}""";

        var rejected = await host.Caller.PostAsync("/v1/chat/completions", body);

        rejected.ShouldBe(400, "INVALID_REQUEST");
        rejected.Message.ShouldContain("at '/properties/a/type'");
    }

    /// <summary>A name of a schema meant the whole document, so that a valid answer was asked for twice and failed with 502.</summary>
    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task An_answer_is_verified_against_the_schemas_that_anchors_name(string upstream, bool streamed)
    {
        const string Schema = """
            {"type":"object","properties":{"a":{"$ref":"#Name"}},"required":["a"],"$defs":{"n":{"$anchor":"Name","type":"string"}}}
            """;
        host[Dialect(upstream)].Script(
            Reply(Dialect(upstream), new ModelAnswer { Text = """{"a":1}""" }, streamed),
            Reply(Dialect(upstream), new ModelAnswer { Text = """{"a":"x"}""" }, streamed));

        var body = Requiring(Schema, DialectHost.ModelWithoutJson(Dialect(upstream)), streamed);
        var response = await host.Caller.PostAsync("/v1/chat/completions", body);

        response.ShouldBe(200);
        Client("openai-chat").ReadResponse(response, streamed).Text.ShouldBe("""{"a":"x"}""");
        host[Dialect(upstream)].Requests.Count.ShouldBe(2);
        host[Dialect(upstream)].LastRequest.Text.ShouldContain("$.a violates");
    }

    [Theory]
    [InlineData("#Name")]
    [InlineData("https://example.com/other.json")]
    public async Task A_reference_that_leads_out_of_the_schema_is_rejected_with_its_place(string reference)
    {
        var schema = $$$$"""{"type":"object","properties":{"a":{"$ref":"{{{{reference}}}}"}}}""";

        var rejected = await host.Caller.PostAsync(
            "/v1/chat/completions", Requiring(schema, DialectHost.ModelWithoutJson(Dialect("openai-chat")), streamed: false));

        rejected.ShouldBe(400, "INVALID_REQUEST");
        rejected.Message.ShouldContain("at '/properties/a/$ref': there is no such schema in the document");
    }

    [Fact]
    public async Task A_schema_that_the_provider_has_a_mode_for_is_not_validated()
    {
        var upstream = Dialect("openai-chat");
        host[upstream].Script(Replies.Json(ChatSse.Completion("not JSON")));
        var body = $$$$$$$$"""{"model":"{{{{{{{{DialectHost.ModelOf(upstream)}}}}}}}}","messages":[{"role":"user","content":"go"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"text"}}}}""";

        var answer = await host.Caller.PostAsync("/v1/chat/completions", body);

        answer.Body.ShouldContain("not JSON");
        host[upstream].LastRequest.Json.GetProperty("response_format").GetRawText().ShouldBe("""{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"text"}}}""");
    }

    [Fact]
    public async Task The_instruction_follows_the_clients_system_prompt()
    {
        var upstream = Dialect("openai-chat");
        await AskAsync("openai-chat", "openai-chat", false, new ModelRequest { Format = "json_object", System = "Be brief." }, DialectHost.ModelWithoutJson(upstream), Valid);

        var message = host[upstream].LastRequest.Json.GetProperty("messages")[0];
        message.GetProperty("role").GetString().ShouldBe("system");
        message.GetProperty("content").GetString()!.ShouldStartWith("Be brief.\n\nAnswer with one JSON object");
    }

    /// <summary>A request of Chat Completions for an answer that conforms to a schema.</summary>
    private static string Requiring(string schema, string model, bool streamed)
    {
        var format = $"{{\"type\":\"json_schema\",\"json_schema\":{{\"name\":\"n\",\"schema\":{schema}}}}}";
        return Caller.Asking(model, "go", $",\"stream\":{(streamed ? "true" : "false")},\"response_format\":{format}");
    }

    private Task<(ModelAnswer Answer, GatewayAnswer Response)> AskAsync(string client, string upstream, bool streamed, string format, params ModelAnswer[] answers) =>
        AskAsync(client, upstream, streamed, new ModelRequest { Format = format }, DialectHost.ModelWithoutJson(Dialect(upstream)), answers);

    private async Task<(ModelAnswer Answer, GatewayAnswer Response)> AskAsync(string client, string upstream, bool streamed, ModelRequest request, string model, params ModelAnswer[] answers)
    {
        host[Dialect(upstream)].Script([.. answers.Select(answer => Reply(Dialect(upstream), answer, streamed))]);
        var response = await host.AskAsync(Client(client), request, model, streamed);
        return (response.Status == 200 ? Client(client).ReadResponse(response, streamed) : new ModelAnswer(), response);
    }

    private Reply Reply(ITestDialect dialect, ModelAnswer answer, bool streamed) => (context, cancellationToken) =>
    {
        var request = host[dialect].LastRequest.Json;
        return (streamed ? Replies.Sse(dialect.WriteStream(answer, request)) : Replies.Json(dialect.WriteResponse(answer, request)))(context, cancellationToken);
    };

    private static ITestDialect Dialect(string name) => DialectHost.Dialects.Single(dialect => dialect.Name == name);

    private static ITestClientDialect Client(string name) => DialectHost.ClientDialects.Single(dialect => dialect.Name == name);
}
