using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Tests tool calls between a client and a provider of Responses: what either would fail on is corrected or rejected, and nothing else changes.
/// </summary>
[Trait("Promise", "P-19")]
public sealed class NativeCallsTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Bare = """{"type":"function_call","name":"read","arguments":"{\"a\":1}","status":"completed","x":1.0}""";

    [Fact]
    public async Task A_call_without_ids_gets_the_same_ids_in_every_event()
    {
        gateway.NativeUpstream.Script(Replies.Sse(ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.Added(0, """{"type":"function_call","name":"read","arguments":""}""")
            + ResponsesWire.Event("response.function_call_arguments.delta", ",\"output_index\":0,\"delta\":\"{\\\"a\\\":1}\"") + ResponsesWire.Done(0, Bare) + ResponsesWire.Completed(Bare))));

        var stream = ResponsesEvents.Of((await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Native, extra: ",\"store\":false"))).Body);

        var call = stream.Output.ShouldHaveSingleItem();
        var (id, callId) = (call.GetProperty("id").GetString(), call.GetProperty("call_id").GetString());
        id.ShouldStartWith("fc_");
        callId.ShouldStartWith("call_");
        call.GetProperty("x").GetRawText().ShouldBe("1.0");
        var items = stream.Events.Where(static serverEvent => serverEvent.Name.StartsWith("response.output_item.", StringComparison.Ordinal)).Select(static serverEvent => serverEvent.Data.GetProperty("item")).ToList();
        items.Count.ShouldBe(2);
        items.ShouldAllBe(item => item.GetProperty("id").GetString() == id && item.GetProperty("call_id").GetString() == callId);
        stream.Events.Single(static serverEvent => serverEvent.Name == "response.function_call_arguments.delta").Data.GetProperty("item_id").GetString().ShouldBe(id);
    }

    [Fact]
    public async Task An_unstreamed_response_is_normalized_too()
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Response($"{Bare},{Bare}")));

        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Asking(ResponsesHost.Native, extra: ",\"store\":false"));

        answer.Json.GetProperty("output").EnumerateArray().Select(static call => call.GetProperty("call_id").GetString()).ShouldBeUnique();
    }

    [Theory]
    [InlineData("\"\"", "{}")]
    [InlineData("null", "{}")]
    [InlineData("{\"a\":1.50}", "{\"a\":1.50}")]
    public async Task Arguments_are_the_text_of_an_object_with_and_without_streaming(string given, string text)
    {
        var item = $$"""{"id":"fc_1","type":"function_call","call_id":"call_1","name":"read","arguments":{{given}},"status":"completed"}""";
        gateway.NativeUpstream.Script(Replies.Sse(ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.Added(0, item.Replace(given, "\"\"")) + ResponsesWire.Event("response.function_call_arguments.done", $",\"item_id\":\"fc_1\",\"output_index\":0,\"arguments\":{given}")
            + ResponsesWire.Done(0, item) + ResponsesWire.Completed(item))));

        var stream = ResponsesEvents.Of((await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Native))).Body);

        stream.Output.ShouldHaveSingleItem().GetProperty("arguments").GetString().ShouldBe(text);
        stream.Events.Single(static serverEvent => serverEvent.Name == "response.output_item.done").Data.GetProperty("item").GetProperty("arguments").GetString().ShouldBe(text);
        stream.Events.Single(static serverEvent => serverEvent.Name == "response.function_call_arguments.done").Data.GetProperty("arguments").GetString().ShouldBe(text);

        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Response(item)));
        var whole = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Asking(ResponsesHost.Native));
        whole.Json.GetProperty("output")[0].GetProperty("arguments").GetString().ShouldBe(text);
    }

    [Theory]
    [InlineData("fc_1")]
    [InlineData("fc_2")]
    public async Task Calls_with_the_same_id_get_different_ids(string second)
    {
        string Call(string id, string arguments) => ResponsesWire.Call("read", arguments, "call_1", id);
        string[] calls = [Call("fc_1", "{\"a\":1}"), Call(second, "{\"a\":2}")];
        gateway.NativeUpstream.Script(Replies.Sse(ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.Added(0, calls[0]) + ResponsesWire.Done(0, calls[0]) + ResponsesWire.Added(1, calls[1]) + ResponsesWire.Done(1, calls[1])
            + ResponsesWire.Completed($"{calls[0]},{calls[1]}"))));

        var stream = ResponsesEvents.Of((await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Native))).Body);

        string[] ids = [.. stream.Output.Select(static call => call.GetProperty("call_id").GetString()!)];
        ids.ShouldBeUnique();
        ids[0].ShouldBe("call_1");
        stream.Events.Where(static serverEvent => serverEvent.Name == "response.output_item.done").Select(static serverEvent => serverEvent.Data.GetProperty("item").GetProperty("call_id").GetString()).ShouldBe(ids);

        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Response($"{calls[0]},{calls[1]}")));
        var whole = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Asking(ResponsesHost.Native));
        whole.Json.GetProperty("output").EnumerateArray().Select(static call => call.GetProperty("call_id").GetString()).ShouldBeUnique();
    }

    [Fact]
    public async Task A_finished_response_can_omit_the_items_before_a_call()
    {
        var stream = ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Thinking(0, "hm") + ResponsesWire.FunctionCall(1, "read", "call_1", "{}") + ResponsesWire.Completed(ResponsesWire.Call("read", "{}", "call_1", "fc_call_1")));
        gateway.NativeUpstream.Script(Replies.Sse(stream));

        var answer = ResponsesEvents.Of((await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Native))).Body);

        answer.Output.ShouldHaveSingleItem().GetProperty("call_id").GetString().ShouldBe("call_1");
    }

    [Fact]
    public async Task Calls_with_valid_ids_are_unchanged()
    {
        var stream = ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.FunctionCall(0, "read", "call_1", "{\"a\":", "1}") + ResponsesWire.Completed(ResponsesWire.Call("read", "{\"a\":1}", "call_1", "fc_call_1")));
        gateway.NativeUpstream.Script(Replies.Sse(stream));

        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Native, extra: ",\"store\":false"));

        answer.Body.ShouldStartWith(stream[..stream.LastIndexOf("event: ", StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task An_id_that_is_too_long_is_replaced_by_a_valid_one()
    {
        var sent = await SentAsync(Call(new string('x', 80)) + "," + Output(new string('x', 80)));

        var (call, output) = (sent[0].GetProperty("call_id").GetString()!, sent[1].GetProperty("call_id").GetString()!);
        call.Length.ShouldBeLessThanOrEqualTo(64);
        output.ShouldBe(call);
    }

    [Fact]
    public async Task Calls_with_the_same_id_in_a_request_get_different_ids()
    {
        var sent = await SentAsync($"{Call("call_0")},{Output("call_0")},{Call("call_0")},{Output("call_0")}");

        sent.Select(static item => item.GetProperty("call_id").GetString()).ShouldBe(["call_0", "call_0", "call_0_2", "call_0_2"]);
    }

    [Fact]
    public async Task A_mismatch_is_rejected_with_its_path()
    {
        var user = """{"role":"user","content":"x"}""";
        foreach (var (items, place) in ((string, string)[])[($"{user},{Output("call_1")}", "input[1].call_id"), ($"{user},{Call("call_1")}", "input[1].call_id"), ($"{Call("call_1")},{Output("call_2")}", "input[1].call_id")])
        {
            var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), $$"""{"model":"{{ResponsesHost.Native}}","input":[{{items}}]}""");

            answer.ShouldBe(400, "INVALID_REQUEST");
            answer.Error.GetProperty("param").GetString().ShouldBe(place);
        }
    }

    [Fact]
    public async Task The_next_request_can_answer_a_call_of_a_stored_response()
    {
        var caller = await gateway.Team.MintAsync();
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Response(ResponsesWire.Call("read", "{}", "call_1"))), Replies.Json(ResponsesWire.Whole("done")));
        var first = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Native));

        var next = await ResponsesHost.AskAsync(caller, $$"""{"model":"{{ResponsesHost.Native}}","previous_response_id":"{{first.Json.GetProperty("id").GetString()}}","input":[{{Output("call_1")}}]}""");

        next.ShouldBe(200);
    }

    private async Task<List<System.Text.Json.JsonElement>> SentAsync(string items)
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
        (await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), $$"""{"model":"{{ResponsesHost.Native}}","store":false,"input":[{{items}}]}""")).ShouldBe(200);
        return [.. gateway.NativeUpstream.LastRequest.Json.GetProperty("input").EnumerateArray()];
    }

    private static string Call(string id) => $$"""{"type":"function_call","call_id":"{{id}}","name":"read","arguments":"{}"}""";

    private static string Output(string id) => $$"""{"type":"function_call_output","call_id":"{{id}}","output":"ok"}""";
}
