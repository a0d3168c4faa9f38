using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Clients;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>How an answer ended: the reported reason wins over one that is derived from the content, and a policy is a reason.</summary>
[Trait("Promise", "P-19")]
public sealed class EndOfAnswerTests(RuleHost host) : IClassFixture<RuleHost>
{
    private const string Chat =
        """
        "messages":[{"role":"user","content":"u"}],"tools":[{"type":"function","function":{"name":"f"}}]
        """;

    private const string Responses = "\"input\":\"u\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]";

    private const string Policy = "The prompt was filtered by the policy of the provider.";

    private const string MessagesTools = ",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";

    private static string MessagesAsk => "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"u\"}]";

    /// <summary>laravel/ai#881: a refusal with a pending call, whole or cut, must not look like a call to run.</summary>
    [Theory]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":")]
    public async Task A_refused_call_is_not_a_call_to_run(string arguments)
    {
        var stream = MessagesWire.Stream(MessagesWire.Call(0, "toolu_1", "f", arguments), stop: "refusal");
        host["messages"].Script(Replies.Sse(stream), Replies.Sse(stream), Replies.Sse(stream));

        var (chat, _) = await host.SendAsync("chat", "messages", $"{Chat},\"stream\":true");
        var (whole, _) = await host.SendAsync("chat", "messages", $"{Chat},\"stream\":true");
        var (responses, _) = await host.SendAsync("responses", "messages", $"{Responses},\"stream\":true");

        chat.Body.ShouldContain("\"finish_reason\":\"content_filter\"");
        chat.Body.ShouldNotContain("\"finish_reason\":\"tool_calls\"");
        whole.Body.ShouldContain("\"finish_reason\":\"content_filter\"");
        responses.Body.ShouldContain("response.incomplete");
        responses.Body.ShouldNotContain("response.completed");
    }

    /// <summary>maximhq/bifrost#6419: it was tried four times and became a 502 that asks for another try.</summary>
    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    public async Task A_prompt_that_a_policy_refuses_within_a_stream_is_one_attempt_and_400(string upstream)
    {
        var error = $$$"""{"error":{"message":"{{{Policy}}}","type":"invalid_request_error","code":"content_filter"}}""";
        host[upstream].Script(Replies.Sse(upstream == "chat"
            ? ChatSse.Event(error)
            : ResponsesWire.Numbered(
                ResponsesWire.Created
                + ResponsesWire.Event("response.failed", $",\"response\":{ResponsesWire.Response("", "failed", usage: "null")}")
                + ResponsesWire.Event("error", $$""","code":"content_filter","message":"{{Policy}}","param":null"""))));

        var answer = await host.Caller.AskAsync($$"""{"model":"test/{{upstream}}","stream":true,{{Chat}}}""");

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Message.ShouldContain(Policy);
        host[upstream].Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("insufficient_quota")]
    [InlineData("invalid_api_key")]
    [InlineData("model_not_found")]
    public async Task What_the_operator_has_to_mend_is_not_tried_again_at_the_endpoint(string code)
    {
        var error = $$$"""{"error":{"message":"no","type":"invalid_request_error","code":"{{{code}}}"}}""";
        host["chat"].Script(Replies.Sse(ChatSse.Event(error)));

        var answer = await host.Caller.AskAsync($$"""{"model":"test/operator","stream":true,{{Chat}}}""");

        answer.Status.ShouldBe(502);
        host["chat"].Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_with_a_text_ends_like_OpenAIs(bool streamed)
    {
        host["responses"].Script(Replies.Json(ResponsesWire.Response(ResponsesWire.Refusal("I will not"))));

        var (answer, _) = await host.SendAsync("chat", "responses", $"{Chat},\"stream\":{(streamed ? "true" : "false")}");

        answer.Body.ShouldContain("\"refusal\":\"I will not\"");
        answer.Body.ShouldContain("\"finish_reason\":\"stop\"");
    }

    public static TheoryData<string, string> Places() => new()
    {
        // mcowger/plexus#691: the finished response counts places differently.
        { "another place", ResponsesWire.FunctionCall(1, "f", "call_1", "{\"a\":", "1}") },

        // BerriAI/litellm#30072: ids change from event to event.
        {
            "changing ids",
            ResponsesWire.FunctionCall(0, "f", "call_1", "{\"a\":", "1}").Replace("fc_call_1\",\"output_index", "fc_other\",\"output_index")
        },
        { "no place", ResponsesWire.FunctionCall(0, "f", "call_1", "{\"a\":", "1}").Replace(",\"output_index\":0", "") },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_call_is_delivered_once(string form, string events)
    {
        host["responses"].Script(Replies.Sse(ResponsesWire.Numbered(
            ResponsesWire.Created + events
            + ResponsesWire.Completed(ResponsesWire.Call("f", "{\"a\":1}", "call_1", "fc_final")))));

        var (answer, _) = await host.SendAsync("chat", "responses", $"{Chat},\"stream\":true");

        StrictChatClient.Read(answer.Body).ShouldStartWith("call call_1 f {\"a\":1}\nfinish tool_calls", customMessage: form);
    }

    /// <summary>
    /// vLLM gives a call another id in each event that has the whole item (vllm-project/vllm#47916). Without a name that agrees, it would
    /// be another call.
    /// </summary>
    [Theory]
    [InlineData("call_B", "call_C", "call_A")]
    [InlineData("", "call_C", "call_A")]
    [InlineData("call_B", "call_B", "")]
    public async Task A_call_whose_id_changes_is_delivered_once(string done, string final, string begun)
    {
        const string Arguments = "{\"a\":1}";
        var events = ResponsesWire.Added(1, ResponsesWire.Call("f", "", begun, "fc_1"))
            + ResponsesWire.Event(
                "response.function_call_arguments.delta",
                ",\"item_id\":\"fc_1\",\"output_index\":1,\"delta\":\"{\\\"a\\\":1}\"")
            + ResponsesWire.Done(1, ResponsesWire.Call("f", Arguments, done, "fc_2"));
        host["responses"].Script(Replies.Sse(ResponsesWire.Numbered(
            ResponsesWire.Created + events
            + ResponsesWire.Completed(ResponsesWire.Reasoning("r") + "," + ResponsesWire.Call("f", Arguments, final, "fc_3")))));

        var (answer, _) = await host.SendAsync("chat", "responses", $"{Chat},\"stream\":true");

        answer.Body.Split("\"name\":\"f\"").Length.ShouldBe(2, answer.Body);
        answer.Body.ShouldContain("\"finish_reason\":\"tool_calls\"");
    }

    [Fact]
    public async Task Two_texts_at_one_place_are_delivered_once_each()
    {
        var events = ResponsesWire.Text(0, "A") + ResponsesWire.Text(0, "B").Replace("msg_up", "msg_2");
        host["responses"].Script(Replies.Sse(ResponsesWire.Numbered(
            ResponsesWire.Created + events
            + ResponsesWire.Completed(ResponsesWire.Message("A") + "," + ResponsesWire.Message("B", "msg_2")))));

        var (answer, _) = await host.SendAsync("chat", "responses", $"{Chat},\"stream\":true");

        StrictChatClient.Read(answer.Body).ShouldStartWith("text AB\nfinish stop");
    }

    /// <summary>A finish that was before content proves nothing where the stream is cut: another attempt, or its rest, is needed.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("""data: {"error":{"message":"stopped","code":500}}""" + "\n\n")]
    public async Task A_repeated_finish_reason_does_not_complete_a_stream_that_is_cut(string last)
    {
        var events = ChatSse.Event(ChatSse.Chunk("""{"role":"assistant","content":"Hel"}""", "\"stop\""))
            + ChatSse.Event(ChatSse.Chunk("""{"content":"lo"}""", "\"stop\"")) + last;
        host["chat"].Script(Replies.Stream(Then.Send(events), Then.Cut), Replies.Sse(ChatSse.Stream("lo and more")));

        var (answer, _) = await host.SendAsync("chat", "chat", $"{Chat},\"stream\":true");

        host["chat"].Requests.Count.ShouldBeGreaterThan(1, answer.Body);
    }

    /// <summary>su-kaka/gcli2api#403: what followed the first one was lost, a call included.</summary>
    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("")]
    public async Task A_finish_reason_on_every_chunk_ends_the_answer_with_the_last_one(string marker)
    {
        string[] deltas =
        [
            """{"role":"assistant","content":""}""", """{"reasoning_content":"hm"}""", """{"content":"Hel"}""", """{"content":""}""",
            """{"content":"lo"}""",
            """{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}""",
        ];
        var events = string.Concat(deltas.Select(static delta => ChatSse.Event(ChatSse.Chunk(delta, "\"stop\"")))) + marker;
        host["chat"].Script([.. Enumerable.Repeat(Replies.Sse(events), 6)]);

        var (chat, _) = await host.SendAsync("chat", "chat", $"{Chat},\"stream\":true");
        StrictChatClient.Read(chat.Body).ShouldStartWith("reasoning hm\ntext Hello\ncall call_1 f {}\nfinish tool_calls");
        var (whole, _) = await host.SendAsync("chat", "chat", Chat);
        whole.Body.ShouldContain("\"finish_reason\":\"tool_calls\"");
        whole.Body.ShouldContain("\"id\":\"call_1\"");
        var (messages, _) = await host.SendAsync("messages", "chat", $"{MessagesAsk}{MessagesTools},\"stream\":true");
        MessageStream.Of(messages).Blocks.Skip(1).ShouldBe(["text:Hello", "tool_use:call_1:f:{}"]);
        MessageStream.Of(messages).StopReason.ShouldBe("tool_use");
        foreach (var streamed in (string[])["true", "false"])
        {
            var (responses, _) = await host.SendAsync("responses", "chat", $"{Responses},\"stream\":{streamed}");
            responses.Body.ShouldContain("\"call_id\":\"call_1\"");
            responses.Body.ShouldContain("Hello");
        }
    }

    [Theory]
    [InlineData("content_filtered")]
    [InlineData("guardrail_intervened")]
    public async Task A_guardrail_of_Bedrock_is_a_content_filter(string reason)
    {
        host["chat"].Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("so") + ChatSse.Finish(reason) + ChatSse.Done));

        var (answer, _) = await host.SendAsync("chat", "chat", $"{Chat},\"stream\":true");

        answer.Body.ShouldContain("\"finish_reason\":\"content_filter\"");
    }

    /// <summary>OpenRouterTeam/typescript-agent#125, jundot/omlx#2817: a call that the limit of tokens cut is none to run.</summary>
    [Theory]
    [InlineData("chat", false)]
    [InlineData("chat", true)]
    [InlineData("responses", false)]
    [InlineData("responses", true)]
    public async Task A_call_that_was_cut_ends_with_the_limit(string upstream, bool streamed)
    {
        const string Cut =
            """{"id":"fc_1","type":"function_call","status":"incomplete","arguments":"{\"a\":","call_id":"call_1","name":"f"}""";
        var incomplete = ResponsesWire.Response(Cut, "incomplete")
            .Replace("\"incomplete_details\":null", "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}");
        var reply = (upstream, streamed) switch
        {
            ("responses", false) => Replies.Json(incomplete),
            ("responses", true) => Replies.Sse(ResponsesWire.Numbered(
                ResponsesWire.Created + ResponsesWire.FunctionCall(0, "f", "call_1", "{\"a\":")
                + ResponsesWire.Event("response.incomplete", $",\"response\":{incomplete}"))),
            _ => Replies.Sse(
                ChatSse.Role() + ChatSse.Event(ChatSse.Chunk(
                    """{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]}""",
                    "null"))
                + ChatSse.Finish("length") + ChatSse.Done),
        };
        host[upstream].Script(reply, reply, reply);
        var stream = streamed ? ",\"stream\":true" : "";

        var (chat, _) = await host.SendAsync("chat", upstream, Chat + stream);
        var (messages, _) = await host.SendAsync("messages", upstream, MessagesAsk + MessagesTools + stream);
        var (responses, _) = await host.SendAsync("responses", upstream, Responses + stream);

        chat.Body.ShouldContain("\"finish_reason\":\"length\"");
        messages.Body.ShouldContain("\"stop_reason\":\"max_tokens\"");
        responses.Body.ShouldContain("\"reason\":\"max_output_tokens\"");
        responses.Body.ShouldNotContain("response.completed");
    }

    [Fact]
    public async Task Calls_at_one_place_are_two_calls()
    {
        host["responses"].Script(Replies.Sse(ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.FunctionCall(0, "f", "call_1", "{\"a\":1}")
            + ResponsesWire.FunctionCall(0, "f", "call_2", "{\"a\":2}")
            + ResponsesWire.Completed(string.Join(
                ',',
                ResponsesWire.Call("f", "{\"a\":1}", "call_1", "fc_call_1"),
                ResponsesWire.Call("f", "{\"a\":2}", "call_2", "fc_call_2"))))));

        var (answer, _) = await host.SendAsync("chat", "responses", $"{Chat},\"stream\":true");

        StrictChatClient.Read(answer.Body).ShouldStartWith("call call_1 f {\"a\":1}\ncall call_2 f {\"a\":2}\nfinish tool_calls");
    }

    /// <summary>ccrelay#119: Claude Code reads the input from deltas only, and called the tool without arguments.</summary>
    [Fact]
    public async Task The_input_of_a_call_reaches_Messages_clients_in_deltas()
    {
        host["messages"].Script(Replies.Sse(MessagesWire.Stream(
            MessagesWire.BlockStart(0, """{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}""") + MessagesWire.BlockStop(0),
            stop: "tool_use")));

        var (answer, _) = await host.SendAsync(
            "messages", "messages", MessagesAsk + ",\"stream\":true,\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]");

        MessageStream.Of(answer).Blocks.ShouldBe(["tool_use:toolu_1:f:{\"a\":1}"]);
        answer.Body.ShouldContain("input_json_delta");
        JsonElement.Parse(answer.Body.Split("content_block_start\ndata: ")[1].Split('\n')[0])
            .GetProperty("content_block").GetProperty("input").GetRawText().ShouldBe("{}");
    }
}
