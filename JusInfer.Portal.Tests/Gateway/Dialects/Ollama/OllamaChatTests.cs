using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Ollama;

/// <summary><c>POST /api/chat</c>.</summary>
public sealed class OllamaChatTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Path = "/api/chat";
    private const string Jpeg = "/9j/4AAQSkZJRg==";

    [Fact]
    public async Task An_answer_is_streamed_in_lines_by_default()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("he", "llo")));

        var answer = await AskAsync("""[{"role":"user","content":"hi"}]""");

        answer.ShouldBe(200);
        var lines = answer.Lines();
        lines.Select(static line => line.Content()).ShouldBe(["he", "llo", ""]);
        lines.Select(static line => line.GetProperty("done").GetBoolean()).ShouldBe([false, false, true]);
        lines.ShouldAllBe(static line => line.GetProperty("model").GetString() == GatewayHost.Frontier);
        lines.ShouldAllBe(static line => !line.GetRawText().Contains("error"));
        gateway.Alpha.LastRequest.Json.GetProperty("stream").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_last_line_has_the_reason_the_counts_and_the_durations()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("he", "llo")));

        var last = (await AskAsync("""[{"role":"user","content":"hi"}]""")).Lines()[^1];

        last.GetProperty("done_reason").GetString().ShouldBe("stop");
        last.GetProperty("prompt_eval_count").GetInt32().ShouldBe(12);
        last.GetProperty("eval_count").GetInt32().ShouldBe(3);
        var (total, prompt, evaluation) = (last.GetProperty("total_duration").GetInt64(), last.GetProperty("prompt_eval_duration").GetInt64(), last.GetProperty("eval_duration").GetInt64());
        total.ShouldBeGreaterThan(0);
        (prompt + evaluation).ShouldBe(total);
        last.GetProperty("load_duration").GetInt64().ShouldBe(0);
        last.GetProperty("x_jusinfer").GetProperty("attempts").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Without_streaming_the_answer_is_one_object()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hello")));

        var answer = await AskAsync("""[{"role":"user","content":"hi"}]""", ",\"stream\":false");

        answer["content-type"].ShouldBe("application/json");
        answer.Json.Content().ShouldBe("hello");
        answer.Json.GetProperty("done").GetBoolean().ShouldBeTrue();
        answer.Json.GetProperty("eval_count").GetInt32().ShouldBe(3);
        answer["x-jusinfer-cost-usd"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Options_reach_the_provider_and_those_of_a_local_engine_are_ignored()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("ok")));

        await AskAsync(
            """[{"role":"user","content":"hi"}]""",
            ""","keep_alive":"5m","truncate":false,"shift":false,"options":{"temperature":0.25,"top_p":0.5,"seed":7,"num_predict":50,"stop":["END"],"presence_penalty":0.1,"num_ctx":8192,"mirostat":1}""");

        var sent = gateway.Alpha.LastRequest.Json;
        sent.GetProperty("temperature").GetDouble().ShouldBe(0.25);
        sent.GetProperty("top_p").GetDouble().ShouldBe(0.5);
        sent.GetProperty("seed").GetInt32().ShouldBe(7);
        sent.GetProperty("presence_penalty").GetDouble().ShouldBe(0.1);
        sent.GetProperty("max_tokens").GetInt32().ShouldBe(50);
        sent.GetProperty("stop").EnumerateArray().Select(static stop => stop.GetString()).ShouldBe(["END"]);
        sent.TryGetProperty("num_ctx", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-2)]
    [InlineData(0)]
    public async Task A_limit_that_is_not_positive_is_no_limit(int limit)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("ok")));

        (await AskAsync("""[{"role":"user","content":"hi"}]""", $$""","options":{"num_predict":{{limit}}}""")).ShouldBe(200);

        gateway.Alpha.LastRequest.Json.TryGetProperty("max_tokens", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"json\"", "json_object")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", "json_schema")]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    public async Task The_format_is_JSON_or_a_schema(string format, string? sent)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("{}")));

        (await AskAsync("""[{"role":"user","content":"hi"}]""", $",\"format\":{format}")).ShouldBe(200);

        var type = gateway.Alpha.LastRequest.Json.TryGetProperty("response_format", out var received) ? received.GetProperty("type").GetString() : null;
        type.ShouldBe(sent);
    }

    [Fact]
    public async Task An_image_gets_the_media_type_of_its_data()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("ok")));

        await AskAsync($$"""[{"role":"user","content":"what is this?","images":["{{Jpeg}}","data:image/png;base64,AAAA"]}]""");

        gateway.Alpha.LastRequest.Json.GetProperty("messages")[0].GetProperty("content").EnumerateArray().Skip(1).Select(static part => part.GetProperty("image_url").GetProperty("url").GetString())
            .ShouldBe([$"data:image/jpeg;base64,{Jpeg}", "data:image/png;base64,AAAA"]);
    }

    [Fact]
    public async Task A_tool_call_is_one_line_whose_arguments_are_an_object()
    {
        gateway.Alpha.Script(Replies.Sse(
            ChatSse.Role() + Event("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]}""")
            + Event("""{"tool_calls":[{"index":0,"function":{"arguments":"{\n \"path\":"}}]}""") + Event("""{"tool_calls":[{"index":0,"function":{"arguments":" \"a\\nb\"\n}"}}]}""")
            + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done));

        var lines = (await AskAsync("""[{"role":"user","content":"hi"}]""", Tools)).Lines();

        lines.Count.ShouldBe(2);
        var call = lines[0].GetProperty("message").GetProperty("tool_calls").EnumerateArray().ShouldHaveSingleItem();
        call.GetProperty("id").GetString().ShouldBe("call_1");
        call.GetProperty("function").GetProperty("name").GetString().ShouldBe("look");
        call.GetProperty("function").GetProperty("arguments").GetProperty("path").GetString().ShouldBe("a\nb");
        lines[1].GetProperty("done_reason").GetString().ShouldBe("stop");
    }

    [Fact]
    public async Task Results_without_ids_belong_to_the_calls_of_their_tool_in_order()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("ok")));

        (await AskAsync(
            """
            [{"role":"user","content":"hi"},
             {"role":"assistant","content":"","tool_calls":[{"function":{"name":"look","arguments":{"at":1}}},{"function":{"name":"list","arguments":{}}},{"function":{"name":"look","arguments":{"at":2}}}]},
             {"role":"tool","tool_name":"list","content":"listed"},{"role":"tool","tool_name":"look","content":"first"},{"role":"tool","content":"second"}]
            """,
            Tools)).ShouldBe(200);

        var messages = gateway.Alpha.LastRequest.Json.GetProperty("messages").EnumerateArray().ToList();
        var calls = messages[1].GetProperty("tool_calls").EnumerateArray().Select(static call => (Id: call.GetProperty("id").GetString(), Arguments: call.GetProperty("function").GetProperty("arguments").GetString())).ToList();
        calls.Select(static call => call.Id).Distinct().Count().ShouldBe(3);
        messages[2..].Select(static result => (result.GetProperty("tool_call_id").GetString(), result.GetProperty("content").GetString()))
            .ShouldBe([(calls[0].Id, "first"), (calls[1].Id, "listed"), (calls[2].Id, "second")], ignoreOrder: true);
    }

    [Fact]
    public async Task Reasoning_is_streamed_as_thinking()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + Event("""{"reasoning_content":"Hm."}""") + ChatSse.Text("ok") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));

        var lines = (await AskAsync("""[{"role":"user","content":"hi"}]""")).Lines();

        lines[0].GetProperty("message").GetProperty("thinking").GetString().ShouldBe("Hm.");
        lines[0].Content().ShouldBe("");
        lines[1].Content().ShouldBe("ok");
    }

    [Fact]
    public async Task A_line_without_content_keeps_a_stream_alive()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("he") + ": PROCESSING\n\n" + ChatSse.Text("llo") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));

        var lines = (await AskAsync("""[{"role":"user","content":"hi"}]""")).Lines();

        lines.Select(static line => line.Content()).ShouldBe(["he", "", "llo", ""]);
        lines[1].GetProperty("done").GetBoolean().ShouldBeFalse();
        lines[1].GetProperty("model").ValueKind.ShouldBe(JsonValueKind.String);
        lines[1].GetProperty("created_at").GetDateTimeOffset().Year.ShouldBeGreaterThan(2000);
    }

    [Fact]
    public async Task A_model_can_have_the_tag_that_clients_append()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("ok")));

        var answer = await (await gateway.Team.MintAsync()).PostAsync(Path, Caller.Asking($"{GatewayHost.Frontier}:latest"));

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
    }

    [Fact]
    public async Task An_interrupted_stream_is_resumed_on_another_provider()
    {
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("One, two, ")), Then.Pause, Then.Cut));
        gateway.Beta.Script(Replies.Sse(ChatSse.Stream("One, two, three.")));

        var answer = await (await gateway.Team.MintAsync()).PostAsync(Path, Caller.Asking(GatewayHost.Spare));

        var lines = answer.Lines();
        string.Concat(lines.Select(static line => line.Content())).ShouldBe("One, two, three.");
        lines[^1].GetProperty("x_jusinfer").GetProperty("resumed").GetBoolean().ShouldBeTrue();
        gateway.ResetHealth(GatewayHost.Spare);
    }

    private static string Tools => ""","tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}},{"type":"function","function":{"name":"list"}}]""";

    private static string Event(string delta) => ChatSse.Event(ChatSse.Chunk(delta, "null"));

    private async Task<GatewayAnswer> AskAsync(string messages, string extra = "") =>
        await (await gateway.Team.MintAsync()).PostAsync(Path, $$"""{"model":"{{GatewayHost.Frontier}}","messages":{{messages}}{{extra}}}""");
}
