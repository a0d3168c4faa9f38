using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests that everything that the gateway does not use is unchanged between a client and a provider of Responses.</summary>
[Trait("Promise", "P-26")]
public sealed class NativeResponsesTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Odd = """
        { "temperature" : 1.0e0,  "store":false , "model" : "test/native","top_p":-0.0, "include":["reasoning.encrypted_content"],
          "input":[ {"role":"user","content":"\u00e9\u00E9 \ud83d\ude00 😀 \/ \t"} , {"type":"made_up","x":{"b":1,"a":2}},
            {"type":"reasoning","id":"rs_1","summary":[],"content":null,"encrypted_content":"gAAA"} ],
          "text":{"format":{"type":"json_schema","name":"x","schema":{"z":1,"a":{"maximum":18446744073709551615,"minimum":1.10}}}},
          "tools":[{"type":"unheard_of_tool"},{"type":"namespace","name":"n","tools":[{"type":"function","name":"f","parameters":{"type":"object","b":0,"properties":{}}}]}],
          "tool_choice":{"type":"unheard_of_tool"},"unheard_of":[1,2.50,{"deep":[[[]]]}], "metadata":{"k":"v"}	}
        """;

    [Fact]
    public async Task A_request_that_is_not_stored_is_unchanged_except_for_the_model()
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
        var caller = await gateway.Team.MintAsync();

        (await ResponsesHost.AskAsync(caller, Odd)).ShouldBe(200);

        gateway.NativeUpstream.LastRequest.Text.ShouldBe(Odd.Replace("\"test/native\"", "\"native-upstream\""));
        gateway.NativeUpstream.LastRequest.Path.ShouldBe("/v1/responses");
        gateway.NativeUpstream.LastRequest.Header("Authorization").ShouldBe($"Bearer {TestCatalog.CredentialOf("native")}");
    }

    [Fact]
    public async Task An_answer_that_is_not_stored_is_unchanged()
    {
        var odd = ResponsesWire.Whole("\u00e9\ud83d\ude00").Replace("\"metadata\":{}", " \"unheard_of\": [1, 2.50] , \"metadata\":{}");
        gateway.NativeUpstream.Script(Replies.Json(odd));
        var caller = await gateway.Team.MintAsync();

        var answer = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Native, extra: ",\"store\":false"));

        answer.Body.ShouldBe(odd);
        answer["x-jusinfer-cost-usd"].ShouldBe("0.000264"); // 60 uncached, 40 cached, 20 out
    }

    [Fact]
    public async Task An_answer_that_cannot_be_stored_is_delivered()
    {
        gateway.NativeUpstream.Script(Replies.Sse(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, "said")
            + ResponsesWire.Event("response.completed", ""","response":{"id":"resp_\ud83d","object":"response","status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":1}}"""))));
        var caller = await gateway.Team.MintAsync();

        var answer = await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(ResponsesHost.Native));

        answer.Body.ShouldContain("event: response.completed");
    }

    [Fact]
    public async Task Events_are_unchanged_except_for_the_cost_in_the_last_one()
    {
        var stream = ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Thinking(0, "hm ", "so") + ResponsesWire.Text(1, "an ", "answer")
            + ResponsesWire.Completed($"{ResponsesWire.Reasoning("hm so")},{ResponsesWire.Message("an answer")}"));
        gateway.NativeUpstream.Script(Replies.Sse(stream));
        var caller = await gateway.Team.MintAsync();

        var answer = await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(ResponsesHost.Native, extra: ",\"store\":false"));

        var events = ResponsesEvents.Of(answer.Body);
        var last = events.Last.GetProperty("x_jusinfer");
        last.GetProperty("cost_usd").GetString().ShouldBe("0.000264");
        last.GetProperty("model").GetString().ShouldBe(ResponsesHost.Native);
        var end = stream.LastIndexOf("event: ", StringComparison.Ordinal);
        answer.Body.ShouldStartWith(stream[..end]);
        answer.Body[end..].ShouldBe(stream[end..].Replace("}}\n\n", $",\"x_jusinfer\":{last.GetRawText()}}}}}\n\n"));
    }

    [Fact]
    public async Task A_provider_is_requested_to_store_nothing_and_to_encrypt_its_reasoning()
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
        var caller = await gateway.Team.MintAsync();

        var answer = await ResponsesHost.AskAsync(caller, """{"input":[],"model":"test/native","input_":1,"include":["file_search_call.results"],"store":true}""".Replace("[],", "\"x\","));

        gateway.NativeUpstream.LastRequest.Text.ShouldBe("""{"input":"x","model":"native-upstream","input_":1,"include":["reasoning.encrypted_content","file_search_call.results"],"store":false}""");
        answer.Json.GetProperty("store").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData(ResponsesHost.Native, ",\"include\":[\"reasoning.encrypted_content\"]")]
    [InlineData("test/unreasoning", "")]
    public async Task Defaults_that_the_client_relies_on_are_sent_to_the_provider(string model, string include)
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
        var caller = await gateway.Team.MintAsync();

        await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(model));

        gateway.NativeUpstream.LastRequest.Text.ShouldBe(
            $$"""{"model":"{{model["test/".Length..]}}-upstream","store":false{{include}},"input":"hello"}""");
    }

    [Theory]
    [InlineData(""","store":false,"temperature":0,"reasoning":{"effort":"none","summary":"auto"},"top_p":0.5,"include":["message.output_text.logprobs"],"top_logprobs":1}""",
        ""","store":false,"reasoning":{"effort":"minimal","summary":"auto"},"include":[]}""")]
    [InlineData(""","store":true,"include":["message.output_text.logprobs"],"reasoning":{"effort":"xhigh"}}""", ""","store":false,"include":["reasoning.encrypted_content"],"reasoning":{"effort":"high"}}""")]
    public async Task Fields_that_a_reasoning_model_rejects_are_adapted_or_removed(string asked, string sent)
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
        var caller = await gateway.Team.MintAsync();

        (await ResponsesHost.AskAsync(caller, """{"input":"x","model":"test/gpt-5""" + "\"" + asked)).ShouldBe(200);

        gateway.NativeUpstream.LastRequest.Text.ShouldBe("""{"input":"x","model":"gpt-5""" + "\"" + sent);
    }

    [Fact]
    public async Task Reasoning_that_no_provider_of_the_dialect_encrypted_is_not_sent()
    {
        const string Own = """{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA"}""";
        const string Foreign = """{"type":"reasoning","id":"rs_2","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"jinf.un."}""";
        const string User = """{"role":"user","content":"x"}""";
        var caller = await gateway.Team.MintAsync();
        foreach (var (sent, kept) in ((string, string)[])
            [
                ($"{Foreign}, {User}", $" {User}"), ($"{User}, {Foreign}", User), ($"{Foreign},{Foreign} , {User},{Foreign},{Foreign}", $" {User}"),
                ($"{User},{Foreign},{Own},{Foreign},{User}", $"{User},{Own},{User}"),
            ])
        {
            gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
            await ResponsesHost.AskAsync(caller, $$"""{"model":"test/native","store":false,"input":[{{sent}}]}""");
            gateway.NativeUpstream.LastRequest.Text.ShouldBe($$"""{"model":"native-upstream","store":false,"input":[{{kept}}]}""");
        }
    }

    [Fact]
    public async Task A_stream_without_its_last_event_is_resumed()
    {
        // The model might have been about to call a tool. Only the last event shows that the answer is complete.
        gateway.NativeUpstream.Script(
            Replies.Stream(Then.Send(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, "an ", "answer"))), Then.Await(Task.Delay(100))),
            Replies.Sse(ResponsesWire.Stream("an answer")));
        var caller = await gateway.Team.MintAsync();

        var answer = await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(ResponsesHost.Native));

        var events = ResponsesEvents.Of(answer.Body);
        events.Events[^1].Name.ShouldBe("response.completed");
        events.Last.GetProperty("status").GetString().ShouldBe("completed");
        events.Last.GetProperty("id").GetString().ShouldBe("resp_up");
        events.Output.ShouldHaveSingleItem().GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("an answer");
        events.Last.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_stream_that_fails_ends_with_a_failed_event()
    {
        gateway.NativeUpstream.Script(Replies.Sse(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, "an ").Split("event: response.output_text.done")[0])));
        var caller = await gateway.Team.MintAsync();

        var answer = await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(ResponsesHost.Native));

        var events = ResponsesEvents.Of(answer.Body);
        events.Events[^1].Name.ShouldBe("response.failed");
        events.Last.GetProperty("status").GetString().ShouldBe("failed");
        events.Last.GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
    }

    [Fact]
    [Trait("Promise", "P-24")]
    public async Task A_response_that_fails_before_its_first_content_is_retried()
    {
        var failed = ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Event("response.failed",
            $",\"response\":{ResponsesWire.Response("", "failed", usage: "null").Replace("\"error\":null", "\"error\":{\"code\":\"server_error\",\"message\":\"overloaded\"}")}"));
        gateway.NativeUpstream.Script(Replies.Sse(failed), Replies.Sse(ResponsesWire.Stream("an ", "answer")));
        var caller = await gateway.Team.MintAsync();

        var answer = await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(ResponsesHost.Native));

        answer.ShouldBe(200);
        ResponsesEvents.Of(answer.Body).Text.ShouldBe("an answer");
        gateway.NativeUpstream.Requests.Count.ShouldBe(2);
    }
}
