using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Tests that events that providers omit from a response's stream are added for clients that assemble the answer from them.
/// </summary>
[Trait("Promise", "P-19")]
public sealed class MissingEventsTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Beginning = "response.created response.in_progress";
    private const string Items = "response.output_item.added";
    private const string Parts = "response.content_part.added";

    private const string Pieces =
        "response.output_text.delta response.function_call_arguments.delta response.output_text.done response.function_call_arguments.done response.content_part.done";

    [Theory]
    [InlineData(Beginning)]
    [InlineData(Items)]
    [InlineData(Parts)]
    [InlineData(Items + " " + Parts)]
    [InlineData(Beginning + " " + Items + " " + Parts)]
    [InlineData(Items + " " + Parts + " " + Pieces)]
    [InlineData(Items + " " + Parts + " " + Pieces + " response.output_item.done")]
    [InlineData(Beginning + " " + Items + " " + Parts + " " + Pieces + " response.output_item.done")]
    public async Task Missing_events_are_added(string types)
    {
        var whole = ResponsesWire.Created + ResponsesWire.Text(0, "an ", "answer") + ResponsesWire.FunctionCall(1, "read", "call_1", "{\"a\":", "1}")
            + ResponsesWire.Completed($"{ResponsesWire.Message("an answer")},{ResponsesWire.Call("read", "{\"a\":1}", "call_1", "fc_call_1")}");

        var stream = await StreamAsync(string.Concat(Kept(whole, types.Split(' ')).Select(static one => one + "\n\n")));

        var names = stream.Names.ToList();
        string.Join(' ', names[..2]).ShouldBe(Beginning);
        names.Count(static name => name == Items).ShouldBe(2);
        names.Count(static name => name == "response.output_item.done").ShouldBe(2);
        names.IndexOf(Parts).ShouldBeInRange(names.IndexOf(Items), names.IndexOf("response.output_text.delta"));
        names[^1].ShouldBe("response.completed");
        stream.Text.ShouldBe("an answer");
        stream.Pieces("response.function_call_arguments.delta").ShouldBe("{\"a\":1}");
        stream.Output[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("an answer");
        stream.Output[1].GetProperty("call_id").GetString().ShouldBe("call_1");
        stream.Output[1].GetProperty("arguments").GetString().ShouldBe("{\"a\":1}");
        stream.Last.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(20);
    }

    [Fact]
    public async Task A_finished_response_has_the_items_of_its_stream()
    {
        var stream = await StreamAsync(ResponsesWire.Created + ResponsesWire.Text(0, "an ", "answer") + ResponsesWire.Completed(""));

        stream.Output.ShouldHaveSingleItem().GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("an answer");
    }

    [Fact]
    public async Task Output_of_the_providers_own_tools_is_unchanged()
    {
        const string Search = """{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"x"}}""";

        var stream = await StreamAsync(ResponsesWire.Created + ResponsesWire.Done(0, Search) + ResponsesWire.Completed(Search));

        stream.Output.ShouldHaveSingleItem().GetRawText().ShouldBe(Search);
    }

    private static IEnumerable<string> Kept(string events, string[] leftOut) =>
        events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(one => !leftOut.Contains(one.Split('\n')[0]["event: ".Length..]));

    private async Task<ResponsesEvents> StreamAsync(string events)
    {
        gateway.NativeUpstream.Script(Replies.Sse(ResponsesWire.Numbered(events)));
        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Native));
        answer.ShouldBe(200);
        return ResponsesEvents.Of(answer.Body);
    }
}
