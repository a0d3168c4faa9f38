using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.Guarantees;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>
/// Calls without streaming whose provider is asked for a stream. Each test runs with every dialect, which client and provider share unless
/// it says otherwise.
/// </summary>
[Trait("Promise", "P-25")]
public sealed class AssembledAnswerTests : IClassFixture<AssembledAnswerTests.Host>
{
    private readonly Host gateway;

    public AssembledAnswerTests(Host gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    public static TheoryData<string> Dialects => ["chat", "messages", "responses"];

    public static MatrixTheoryData<string, string> Pairs => new(["chat", "messages", "responses"], ["chat", "messages", "responses"]);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_client_gets_a_complete_answer_with_the_providers_usage(string client, string upstream)
    {
        gateway[$"{upstream}-a"].Script(Replies.Sse(Text(upstream, "It is ", "so.")));

        var answer = await gateway.AskAsync(client, upstream);

        answer.ShouldBe(200);
        TextOf(client, answer.Json).ShouldBe("It is so.");
        answer["content-type"].ShouldBe("application/json");
        gateway[$"{upstream}-a"].LastRequest.Json.GetProperty("stream").GetBoolean().ShouldBeTrue();
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(upstream == "chat" ? 3 : 20);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        answer["x-jusinfer-cost-usd"].ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Tool_calls_are_complete(string client, string upstream)
    {
        gateway[$"{upstream}-a"].Script(Replies.Sse(Calls(upstream)));

        var answer = await gateway.AskAsync(client, upstream);

        answer.ShouldBe(200);
        CallOf(client, answer.Json).ShouldBe(("look", """{"path":"a b"}"""));
    }

    [Fact]
    public async Task A_chat_completion_has_the_fields_of_its_chunks()
    {
        const string Extra = ",\"system_fingerprint\":\"fp_1\",\"service_tier\":\"default\",\"obfuscation\":\"xyz\"";
        gateway["chat-a"].Script(Replies.Sse(ChatSse.Role(Extra) + ChatSse.Text("It is ", Extra) + ChatSse.Text("so.", Extra) + ChatSse.Finish(extra: Extra) + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done));

        var answer = await gateway.AskAsync("chat", "chat");

        answer.Body.Split("system_fingerprint").Length.ShouldBe(2);
        answer.Json.GetProperty("system_fingerprint").GetString().ShouldBe("fp_1");
        answer.Json.GetProperty("service_tier").GetString().ShouldBe("default");
        answer.Json.TryGetProperty("obfuscation", out _).ShouldBeFalse();
        answer.Json.GetProperty("object").GetString().ShouldBe("chat.completion");
        answer.Json.GetProperty("id").GetString().ShouldBe("chatcmpl-upstream");
        answer.Json.GetProperty("usage").GetRawText().ShouldBe(ChatSse.OpenAiUsage);
        answer.Json.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("stop");
        gateway["chat-a"].LastRequest.Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_has_its_thinking_with_signature_and_its_usage()
    {
        gateway["messages-a"].Script(Replies.Sse(MessagesWire.Stream(MessagesWire.Thinking(0, "sig", "hm ", "so") + MessagesWire.Text(1, "It is so."))));

        var answer = await gateway.AskAsync("messages", "messages");

        answer.Json.GetProperty("id").GetString().ShouldBe("msg_upstream");
        answer.Json.GetProperty("content")[0].GetRawText().ShouldBe("""{"type":"thinking","thinking":"hm so","signature":"sig"}""");
        answer.Json.GetProperty("content")[1].GetProperty("text").GetString().ShouldBe("It is so.");
        answer.Json.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        var usage = answer.Json.GetProperty("usage");
        (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("cache_read_input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32()).ShouldBe((60, 30, 20));
    }

    [Fact]
    public async Task A_response_has_the_providers_items_and_usage()
    {
        var output = $"{ResponsesWire.Reasoning("hm so")},{ResponsesWire.Message("It is so.")}";
        gateway["responses-a"].Script(Replies.Sse(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Thinking(0, "hm ", "so") + ResponsesWire.Text(1, "It is ", "so.") + ResponsesWire.Completed(output))));

        var answer = await gateway.AskAsync("responses", "responses");

        answer.Json.GetProperty("id").GetString().ShouldBe("resp_up");
        answer.Json.GetProperty("status").GetString().ShouldBe("completed");
        answer.Json.GetProperty("output")[0].GetProperty("encrypted_content").GetString().ShouldBe("gAAAAsealed");
        answer.Json.GetProperty("usage").GetRawText().ShouldBe(ResponsesWire.Usage);
    }

    /// <summary>Most providers send nothing of a whole answer before its end, so that a hung one cannot be told from a slow one.</summary>
    [Fact, KnownGap("G2")]
    public async Task A_hung_provider_that_is_asked_for_a_whole_answer_is_replaced_as_early_as_in_a_stream()
    {
        gateway["chat-a"].Script(Replies.Never);
        gateway["chat-b"].Script(Replies.Json(ChatSse.Completion("It is so.")));

        var answer = await gateway.Caller.AskAsync(Caller.Asking("test/chat-whole"));

        answer.ShouldBe(200);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        KnownGapAttribute.StillFails(() => receipt.GetProperty("duration_ms").GetInt32().ShouldBeLessThan(2_000));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Usage_that_the_provider_leaves_out_is_estimated(string dialect)
    {
        var stream = dialect switch
        {
            "chat" => ChatSse.Role() + ChatSse.Text("It is so.") + ChatSse.Finish() + ChatSse.Done,
            "messages" => Text(dialect, "It is so.").Replace(MessagesWire.Usage, "{}").Replace(",\"usage\":{\"output_tokens\":20}", ""),
            _ => Text(dialect, "It is so.").Replace($",\"usage\":{ResponsesWire.Usage}", ""),
        };
        gateway[$"{dialect}-a"].Script(Replies.Sse(stream));

        var answer = await gateway.AskAsync(dialect, dialect);

        TextOf(dialect, answer.Json).ShouldBe("It is so.");
        answer.Json.GetProperty("usage").GetProperty(dialect == "chat" ? "completion_tokens" : "output_tokens").GetInt64().ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_provider_that_hangs_before_its_headers_is_replaced(string dialect) => await IsReplacedAsync(dialect, Replies.Never);

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_provider_that_hangs_after_its_headers_is_replaced(string dialect) => await IsReplacedAsync(dialect, Replies.Stream(Then.Stall));

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_provider_that_reports_an_error_in_its_stream_is_replaced(string dialect) => await IsReplacedAsync(dialect, Replies.Sse(ErrorEvent(dialect)));

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_answer_that_stops_in_the_middle_is_continued(string dialect) =>
        await IsContinuedAsync(dialect, Replies.Stream(Then.Send(Begins(dialect, "The parser is half ported and the tests fail.")), Then.Stall));

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_answer_that_ends_with_an_error_event_is_continued(string dialect) =>
        await IsContinuedAsync(dialect, Replies.Stream(Then.Send(Begins(dialect, "The parser is half ported and the tests fail.")), Then.Pause, Then.Send(ErrorEvent(dialect))));

    [Fact]
    public async Task An_answer_that_must_not_be_continued_is_requested_again()
    {
        gateway["chat-a"].Script(Replies.Stream(Then.Send(Begins("chat", "The parser")), Then.Pause, Then.Cut));
        gateway["chat-b"].Script(Replies.Sse(Text("chat", "It is so.")));

        var answer = await gateway.AskAsync("chat", "chat", headers: Caller.NotResumed);

        TextOf("chat", answer.Json).ShouldBe("It is so.");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeFalse();
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task If_every_provider_fails_the_client_gets_an_error(string dialect)
    {
        foreach (var provider in (string[])["a", "b"])
            gateway[$"{dialect}-{provider}"].Always(_ => Replies.Stream(Then.Send(Begins(dialect, "The parser")), Then.Pause, Then.Cut));

        (await gateway.AskAsync(dialect, dialect)).Status.ShouldBe(502);
    }

    [Theory]
    [InlineData("""{"model":"test/chat","n":2,"tools":[{"type":"function","function":{"name":"look"}}],"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("""{"model":"test/chat","logprobs":true,"tools":[{"type":"function","function":{"name":"look"}}],"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("""{"model":"test/chat","max_tokens":4096,"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("""{"model":"test/chat-whole","max_tokens":9000,"messages":[{"role":"user","content":"hello"}]}""")]
    public async Task Other_requests_are_sent_as_they_are(string body)
    {
        gateway["chat-a"].Script(Replies.Json(ChatSse.Completion("hello")));

        (await gateway.Caller.AskAsync(body)).ShouldBe(200);

        gateway["chat-a"].LastRequest.Json.TryGetProperty("stream", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"model":"test/chat","max_tokens":4097,"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("""{"model":"test/chat","stream":false,"max_tokens":4097,"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("""{"model":"test/chat-reasoning","messages":[{"role":"user","content":"hello"}]}""")]
    public async Task Long_answers_and_reasoning_are_requested_as_streams(string body)
    {
        gateway["chat-a"].Script(Replies.Sse(Text("chat", "It is so.")));

        TextOf("chat", (await gateway.Caller.AskAsync(body)).Json).ShouldBe("It is so.");

        gateway["chat-a"].LastRequest.Json.GetProperty("stream").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_is_not_assembled_leaves_half_of_the_time_for_another_endpoint()
    {
        gateway["chat-a"].Script(Replies.Never);
        gateway["chat-b"].Script(Replies.Json(ChatSse.Completion("hello")));

        var answer = await gateway.Caller.AskAsync(Caller.Asking("test/chat-whole"));

        answer.ShouldBe(200);
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("attempts").GetInt32().ShouldBe(2);
    }

    private async Task IsReplacedAsync(string dialect, Reply failure)
    {
        gateway[$"{dialect}-a"].Script(failure);
        gateway[$"{dialect}-b"].Script(Replies.Sse(Text(dialect, "It is so.")));

        var answer = await gateway.AskAsync(dialect, dialect);

        answer.ShouldBe(200);
        TextOf(dialect, answer.Json).ShouldBe("It is so.");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("attempts").GetInt32().ShouldBe(2);
    }

    private async Task IsContinuedAsync(string dialect, Reply interrupted)
    {
        gateway[$"{dialect}-a"].Script(interrupted);
        gateway[$"{dialect}-b"].Script(Replies.Sse(Text(dialect, "The parser is half ported and the tests fail. Fix them.")));

        var answer = await gateway.AskAsync(dialect, dialect);

        answer.ShouldBe(200);
        TextOf(dialect, answer.Json).ShouldBe("The parser is half ported and the tests fail. Fix them.");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("resumed").GetBoolean().ShouldBeTrue();
    }

    private static string Text(string dialect, params string[] texts) => dialect switch
    {
        "chat" => ChatSse.Stream(texts),
        "messages" => MessagesWire.TextStream(texts),
        _ => ResponsesWire.Stream(texts),
    };

    private static string Calls(string dialect) => dialect switch
    {
        "chat" => ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]}""", "null"))
            + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":"}}]}""", "null"))
            + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"\"a b\"}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done,
        "messages" => MessagesWire.Stream(MessagesWire.Call(0, "toolu_1", "look", "{\"path\":", "\"a b\"}"), "tool_use"),
        _ => ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.FunctionCall(0, "look", "call_1", "{\"path\":", "\"a b\"}") + ResponsesWire.Completed(ResponsesWire.Call("look", "{\"path\":\"a b\"}", "call_1", "fc_call_1"))),
    };

    private static string Begins(string dialect, string text) => dialect switch
    {
        "chat" => ChatSse.Role() + ChatSse.Text(text),
        "messages" => MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"text","text":""}""") + MessagesWire.TextDelta(0, text),
        _ => ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, text)[..ResponsesWire.Text(0, text).IndexOf("event: response.output_text.done", StringComparison.Ordinal)]),
    };

    private static string ErrorEvent(string dialect) => dialect switch
    {
        "chat" => ChatSse.Event("""{"error":{"message":"overloaded","type":"server_error","code":503}}"""),
        "messages" => MessagesWire.Error(),
        _ => "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"overloaded\",\"param\":null,\"sequence_number\":90}\n\n",
    };

    private static string? TextOf(string dialect, JsonElement answer) => dialect switch
    {
        "chat" => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(),
        "messages" => answer.GetProperty("content")[0].GetProperty("text").GetString(),
        _ => answer.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString(),
    };

    private static (string? Name, string? Arguments) CallOf(string dialect, JsonElement answer)
    {
        if (dialect == "messages")
        {
            var block = answer.GetProperty("content")[0];
            return (block.GetProperty("name").GetString(), block.GetProperty("input").GetRawText());
        }

        var call = dialect == "chat" ? answer.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function") : answer.GetProperty("output")[0];
        return (call.GetProperty("name").GetString(), call.GetProperty("arguments").GetString());
    }

    /// <summary>The portal with two providers of each dialect whose answers are assembled.</summary>
    public sealed class Host : IAsyncLifetime
    {
        private readonly Dictionary<string, ScriptedUpstream> upstreams = [];

        internal PortalHost Portal { get; private set; } = null!;

        internal PortalTeam Team { get; private set; } = null!;

        internal Caller Caller { get; private set; } = null!;

        internal ScriptedUpstream this[string name] => upstreams[name];

        public async ValueTask InitializeAsync()
        {
            var catalog = new TestCatalog();
            foreach (var dialect in (string[])["chat", "messages", "responses"])
            {
                foreach (var name in (string[])[$"{dialect}-a", $"{dialect}-b"])
                {
                    var upstream = upstreams[name] = await ScriptedUpstream.StartAsync();
                    var wire = dialect switch { "chat" => "openai-chat", "messages" => "anthropic-messages", _ => "openai-responses" };
                    catalog.Provider(name.Replace('-', '_'), dialect == "messages" ? upstream.Root : upstream.BaseUrl, dialect: wire, timeoutSeconds: 1.5, assembleStreams: true);
                    if (dialect == "chat") catalog.Provider($"{name.Replace('-', '_')}_whole", upstream.BaseUrl, timeoutSeconds: 1.5);
                }

                catalog.Model($"test/{dialect}", [$"{dialect}_a:{dialect}-upstream", $"{dialect}_b:{dialect}-upstream"], capabilities: ["tools", "parallel_tools", "logprobs"]);
            }

            catalog.Model("test/chat-whole", ["chat_a_whole:whole", "chat_b_whole:whole"]).Model("test/chat-reasoning", ["chat_a:reasoning"], capabilities: ["reasoning"]);
            Portal = await PortalHost.StartAsync(catalog, ("Gateway:RetryFloor", "100000"));
            Team = await Portal.SignUpAsync();
            Caller = await Team.MintAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Portal.DisposeAsync();
            foreach (var upstream in upstreams.Values) await upstream.DisposeAsync();
        }

        /// <summary>Clears the scripts and what the circuit breakers remember.</summary>
        internal void Reset()
        {
            foreach (var upstream in upstreams.Values) upstream.Script();
            var health = Portal.Services.GetRequiredService<EndpointHealthRegistry>();
            foreach (var endpoint in Portal.Services.GetRequiredService<CatalogSnapshot>().Models.SelectMany(static model => model.Endpoints)) health.Get(endpoint).Reset();
        }

        /// <summary>Sends a request with a tool, without streaming.</summary>
        internal Task<GatewayAnswer> AskAsync(string client, string upstream, params (string Name, string Value)[] headers) => client switch
        {
            "chat" => Caller.PostAsync("/v1/chat/completions", """{"model":"test/MODEL","messages":[{"role":"user","content":"hello"}],"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"path":{"type":"string"}}}}}]}""".Replace("MODEL", upstream), headers),
            "messages" => Caller.PostAsync("/v1/messages", """{"model":"test/MODEL","max_tokens":500,"messages":[{"role":"user","content":"hello"}],"tools":[{"name":"look","input_schema":{"type":"object","properties":{"path":{"type":"string"}}}}]}""".Replace("MODEL", upstream), headers),
            _ => Caller.PostAsync("/v1/responses", """{"model":"test/MODEL","store":false,"input":"hello","tools":[{"type":"function","name":"look","parameters":{"type":"object","properties":{"path":{"type":"string"}}}}]}""".Replace("MODEL", upstream), headers),
        };
    }
}
