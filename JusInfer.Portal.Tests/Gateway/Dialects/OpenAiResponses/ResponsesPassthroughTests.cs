using System.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Canonical events reach the client unchanged. From the first event that is not canonical, the gateway writes the stream and nothing of it is lost.</summary>
[Trait("Promise", "P-26")]
public sealed class ResponsesPassthroughTests
{
    private const string Search = """{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"x"}}""";

    private static readonly string Searching = ResponsesWire.Added(0, Search.Replace("completed", "in_progress"))
        + ResponsesWire.Event("response.web_search_call.searching", ",\"item_id\":\"ws_1\",\"output_index\":0") + ResponsesWire.Done(0, Search);

    [Fact]
    public void Canonical_calls_go_out_as_they_came_once_they_are_complete()
    {
        using var stage = CreateStage();
        var events = Events(ResponsesWire.Created + ResponsesWire.Text(0, "I will look.") + ResponsesWire.FunctionCall(1, "look", "call_1", "{\"at\":", "1}").Replace("\"call_id\"", "\"unheard\":1.50,\"call_id\"")
            + ResponsesWire.Completed($"{ResponsesWire.Message("I will look.")},{ResponsesWire.Call("look", "{\"at\":1}", "call_1", "fc_call_1")}"));
        var head = Array.FindIndex(events, static one => one.Contains("\"function_call\"", StringComparison.Ordinal));
        stage.Take(events[..^1]);
        stage.TakeOutput().ShouldBe(Wire(events[..head]));

        stage.Take(events[^1..]);

        (stage.TakeOutput() + stage.End()).ShouldStartWith(Wire(events[head..^1]) + "event: response.completed\n");
    }

    [Fact]
    public void Arguments_that_the_client_streams_are_sent_as_soon_as_the_call_is_clear()
    {
        using var stage = CreateStage(new CallControls { StreamsToolArguments = true });
        var events = Events(ResponsesWire.Created + ResponsesWire.FunctionCall(0, "look", "call_1", "{\"at\":", "1}"));

        stage.Take(events[..4]);

        stage.TakeOutput().ShouldBe(Wire(events[..4]));
    }

    [Fact]
    public void The_writer_takes_over_within_a_text()
    {
        using var stage = CreateStage();
        var events = Events(ResponsesWire.Created + ResponsesWire.Text(0, "an ", "answer") + ResponsesWire.Completed(ResponsesWire.Message("an answer"), extra: ",\"unheard\":[1.50]"));
        stage.Take(events[..5]);
        var received = stage.TakeOutput();
        received.ShouldBe(Wire(events[..5]));
        stage.Take([events[5].Replace("\"item_id\":\"msg_up\"", "\"item_id\":\"msg_other\"").Replace("\"logprobs\":[]", "\"logprobs\":[],\"unheard\":2.50"), .. events[6..]]);

        var stream = ResponsesEvents.Of(received + stage.TakeOutput() + stage.End());

        ResponsesAssembly.Of(stream).Text.ShouldBe("an answer");
        stream.Events[5].Data.GetProperty("unheard").GetRawText().ShouldBe("2.50");
        stream.Last.GetProperty("unheard").GetRawText().ShouldBe("[1.50]");
        stream.Last.GetProperty("usage").GetRawText().ShouldBe(ResponsesWire.Usage);
        stream.Output.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("msg_up");
    }

    [Fact]
    public void The_writer_takes_over_within_reasoning_and_keeps_its_id_and_signature()
    {
        using var stage = CreateStage();
        var events = Events(ResponsesWire.Created + ResponsesWire.Thinking(0, "hm ", "so") + ResponsesWire.Text(1, "a")
            + ResponsesWire.Completed($"{ResponsesWire.Reasoning("hm so")},{ResponsesWire.Message("a")}"));
        stage.Take(events[..5]);
        var received = stage.TakeOutput() + stage.WriteKeepAlive(isLong: true);
        stage.Take(events[5..]);

        var stream = ResponsesEvents.Of(received + stage.TakeOutput() + stage.End());

        ResponsesAssembly.Of(stream).Text.ShouldBe("a");
        stream.Output[0].GetRawText().ShouldBe(ResponsesWire.Reasoning("hm so"));
        stream.Output[1].GetProperty("id").GetString().ShouldBe("msg_up");
    }

    [Fact]
    public void The_writer_takes_over_within_a_call_that_is_streamed()
    {
        using var stage = CreateStage(new CallControls { StreamsToolArguments = true });
        var events = Events(ResponsesWire.Created + ResponsesWire.FunctionCall(0, "look", "call_1", "{\"at\":", "1}").Replace("\"name\":\"look\"}", "\"name\":\"look\",\"unheard\":1.50}")
            + ResponsesWire.FunctionCall(1, "look", "call_2", "{\"at\":2}") + ResponsesWire.Completed($"{ResponsesWire.Call("look", "{\"at\":1}", "call_1", "fc_call_1")},{ResponsesWire.Call("look", "{\"at\":2}", "call_2", "fc_call_2")}"));
        stage.Take(events[..4]);
        var received = stage.TakeOutput();
        received.ShouldNotBeEmpty();
        stage.Take([events[4].Replace("\"item_id\":\"fc_call_1\",", ""), .. events[5..]]);

        var stream = ResponsesEvents.Of(received + stage.TakeOutput() + stage.End());

        stream.Output.Select(static call => call.GetProperty("call_id").GetString()).ShouldBe(["call_1", "call_2"]);
        stream.Output.Select(static call => call.GetProperty("id").GetString()).ShouldBe(["fc_call_1", "fc_call_2"]);
        stream.Output.Select(static call => call.GetProperty("arguments").GetString()).ShouldBe(["{\"at\":1}", "{\"at\":2}"]);
        stream.Output[0].GetProperty("unheard").GetRawText().ShouldBe("1.50");
    }

    [Fact]
    public void A_call_that_is_announced_keeps_its_id_and_its_namespace()
    {
        using var stage = CreateStage(asks: "");
        var events = Events(ResponsesWire.Created + ResponsesWire.FunctionCall(0, "spawn", "call_1", "{\"at\":", "1}").Replace("\"name\":\"spawn\"}", "\"name\":\"spawn\",\"namespace\":\"agents\"}")
            + ResponsesWire.Completed(ResponsesWire.Call("spawn", "{\"at\":1}", "call_1", "fc_call_1", ",\"namespace\":\"agents\"")));
        stage.Take(events[..4]);
        var received = stage.TakeOutput() + stage.WriteKeepAlive(isLong: true);
        received.ShouldContain("\"namespace\":\"agents\"");
        stage.Take(events[4..]);

        var stream = ResponsesEvents.Of(received + stage.TakeOutput() + stage.End());

        var call = ResponsesAssembly.Of(stream).Items.ShouldHaveSingleItem();
        call.GetProperty("id").GetString().ShouldBe("fc_call_1");
        call.GetProperty("name").GetString().ShouldBe("spawn");
        call.GetProperty("namespace").GetString().ShouldBe("agents");
        call.GetProperty("arguments").GetString().ShouldBe("{\"at\":1}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Unknown_properties_reach_the_client_wherever_the_writer_takes_over(int sent)
    {
        using var stage = CreateStage();
        var events = Events(ResponsesWire.Created + Searching + ResponsesWire.Event("response.unheard", ",\"x\":1.50")
            + ResponsesWire.Text(1, "found").Replace("\"role\":\"assistant\"", "\"role\":\"assistant\",\"phase\":\"final\"")
            + ResponsesWire.Completed($"{Search},{ResponsesWire.Message("found")}"));
        stage.Take(events[..sent]);
        var received = stage.TakeOutput() + stage.WriteKeepAlive(isLong: true);
        stage.Take(events[sent..]);

        var stream = ResponsesEvents.Of(received + stage.TakeOutput() + stage.End());

        stream.Names.Where(static name => name is "response.web_search_call.searching" or "response.unheard").Count().ShouldBe(2);
        stream.Events.Single(static one => one.Name == "response.unheard").Data.GetProperty("x").GetRawText().ShouldBe("1.50");
        stream.Events.Where(static one => one.Data.TryGetProperty("item", out var item) && item.GetProperty("id").GetString() == "ws_1").Select(static one => one.Data.GetProperty("output_index").GetInt32()).ShouldBe([0, 0]);
        stream.Events.Single(static one => one.Name == "response.output_text.delta").Data.GetProperty("output_index").GetInt32().ShouldBe(1);
        stream.Output[0].GetRawText().ShouldBe(Search);
        stream.Output[1].GetProperty("phase").GetString().ShouldBe("final");
        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    [Fact]
    public void Two_messages_stay_two_when_the_writer_takes_over()
    {
        using var stage = CreateStage();
        var events = Events(ResponsesWire.Created + ResponsesWire.Text(0, "First. ").Replace("msg_up", "msg_first") + ResponsesWire.Text(1, "Then.")
            + ResponsesWire.Completed($"{ResponsesWire.Message("First. ", "msg_first")},{ResponsesWire.Message("Then.")}"));
        stage.Take(events[..4]);
        var received = stage.TakeOutput() + stage.WriteKeepAlive(isLong: true);
        stage.Take(events[4..]);

        var stream = ResponsesEvents.Of(received + stage.TakeOutput() + stage.End());

        stream.Output.Select(static item => item.GetProperty("id").GetString()).ShouldBe(["msg_first", "msg_up"]);
        ResponsesAssembly.Of(stream).Text.ShouldBe("First. Then.");
    }

    [Theory]
    [InlineData(",\"sequence_number\":5", "")]
    [InlineData("\"sequence_number\":5", "\"sequence_number\":3")]
    [InlineData("\"type\":\"response.output_text.delta\",", "")]
    [InlineData("\"output_index\":0", "\"output_index\":7")]
    public void A_client_gets_the_order_and_the_properties_that_it_relies_on(string received, string sent)
    {
        using var stage = CreateStage();
        var events = Events(ResponsesWire.Created + ResponsesWire.Text(0, "an ", "answer") + ResponsesWire.Completed(ResponsesWire.Message("an answer")));
        events[5].ShouldContain(received);
        events[5] = events[5].Replace(received, sent);
        stage.Take(events);

        var stream = ResponsesEvents.Of(stage.TakeOutput() + stage.End());

        stream.Text.ShouldBe("an answer");
        stream.Names.Last().ShouldBe("response.completed");
    }

    private static string[] Events(string stream) => RelayStage.Events(ResponsesWire.Numbered(stream));

    private static string Wire(params string[] events) => string.Concat(events.Select(static one => $"{one}\n\n"));

    private static RelayStage CreateStage(CallControls? controls = null, string asks = ",\"tools\":[{\"type\":\"function\",\"name\":\"look\",\"parameters\":{}}]")
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{"model":"m","input":"x","stream":true,"store":false{{asks}}}""");
        var call = TestCalls.Create(ADialect.ResponsesClient, ResponsesRequestReader.Read(bytes).Value, controls: controls, body: TestCalls.BodyOf(bytes));
        return new RelayStage(call, static (asked, output, deadline) => Relays.OfResponses(asked, output, deadline, TimeProvider.System));
    }
}
