using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests that a response's stream interrupted after any event can be continued, so that the client receives one complete stream.</summary>
[Trait("Promise", "P-25")]
public sealed class ResponsesContinuationTests
{
    private const string Commentary = """{"id":"msg_first","type":"message","status":"in_progress","role":"assistant","phase":"commentary","content":[]}""";

    private static readonly Dictionary<string, string> Streams = new()
    {
        ["text"] = ResponsesFixtures.All["text"].Stream,
        ["reasoning, text and parallel calls"] = ResponsesFixtures.All["reasoning, text and parallel calls"].Stream,
        ["arguments in the finished item alone"] = ResponsesFixtures.All["arguments in the finished item alone"].Stream,
        ["a custom tool"] = ResponsesFixtures.All["a custom tool"].Stream,
        ["a source"] = ResponsesFixtures.All["a source"].Stream.Replace("\"annotations\":[],\"logprobs\":[],\"text\":\"it says\"", "\"annotations\":[{\"type\":\"url_citation\"}],\"logprobs\":[],\"text\":\"it says\""),
        ["two messages"] = ResponsesWire.Created + ResponsesWire.Text(0, "First ", "this. ").Replace("msg_up", "msg_first") + ResponsesWire.Text(1, "Then ", "that.")
            + ResponsesWire.Completed($"{ResponsesWire.Message("First this. ", "msg_first")},{ResponsesWire.Message("Then that.")}"),
        ["reasoning in the open"] = ResponsesWire.Created + Thinking("hm ", "so") + ResponsesWire.Text(1, "a", "b")
            + ResponsesWire.Completed($"{Thought("hm so")},{ResponsesWire.Message("ab")}"),
    };

    public static TheoryData<string> Names => [.. Streams.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_continued_after_any_event_is_complete_for_a_strict_client(string name)
    {
        var events = RelayStage.Events(ResponsesWire.Numbered(Streams[name]));
        var whole = ResponsesAssembly.Of(ResponsesEvents.Of(ResponsesWire.Numbered(Streams[name])));
        for (var cut = 0; cut < events.Length; cut++)
        {
            using var stage = CreateStage();
            stage.Take(events[..cut]);
            if (stage.IsOver) continue;
            var received = stage.TakeOutput();
            stage.Call.Transcript.Read().ShouldBe(received.Length == 0 ? "" : ResponsesEvents.Of(received).Text, $"cut at {cut}");
            stage.Call.Transcript.HasUnresumable.ShouldBeFalse();

            var stream = ResponsesEvents.Of(received + stage.Continue(Rest(stage, whole)));

            var read = ResponsesAssembly.Of(stream);
            read.Text.ShouldBe(whole.Text);
            read.Calls.Select(static call => string.Join(' ', call)).ShouldBe(whole.Calls.Select(static call => string.Join(' ', call)));
            stream.Names.Count(static eventName => eventName == "response.created").ShouldBe(1);
            stream.Names.Last().ShouldBe("response.completed");
            var (first, last) = (stream.Events[0].Data.GetProperty("response"), stream.Last);
            foreach (var same in (string[])["id", "created_at", "model", "tool_choice"]) last.GetProperty(same).GetRawText().ShouldBe(first.GetProperty(same).GetRawText());
            if (cut > 0) last.GetProperty("id").GetString().ShouldBe("resp_up");
            last.GetProperty("status").GetString().ShouldBe("completed");
            last.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(15);
            last.TryGetProperty("x_jusinfer", out _).ShouldBeTrue();
            read.Items.Select(static item => item.GetProperty("id").GetString()).ShouldBeUnique();
        }
    }

    [Fact]
    public void A_continued_item_keeps_its_other_properties()
    {
        using var stage = CreateStage();
        stage.Take(RelayStage.Events(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Added(0, Commentary)
            + ResponsesWire.Event("response.content_part.added", ",\"item_id\":\"msg_first\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"\"}")
            + ResponsesWire.Event("response.output_text.delta", ",\"item_id\":\"msg_first\",\"output_index\":0,\"content_index\":0,\"delta\":\"a\",\"logprobs\":[]"))));
        stage.TakeOutput();

        var rest = stage.Continue(static sink => sink.Text("b"u8));

        rest.ShouldStartWith("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":5,\"item_id\":\"msg_first\",\"output_index\":0,\"content_index\":0,\"delta\":\"b\",\"logprobs\":[]}\n\n");
        rest.ShouldContain("""{"id":"msg_first","type":"message","status":"completed","role":"assistant","phase":"commentary","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"ab"}]}""");
    }

    [Fact]
    public void Interrupted_reasoning_is_closed_without_a_provider_signature()
    {
        using var stage = CreateStage();
        var events = RelayStage.Events(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Thinking(0, "hm ", "so")));
        stage.Take(events[..5]);
        var received = stage.TakeOutput();
        stage.Call.Transcript.HasReasoning.ShouldBeTrue();

        var stream = ResponsesEvents.Of(received + stage.Continue(static sink => sink.Text("a"u8)));

        ResponsesAssembly.Of(stream).Items[0].GetRawText().ShouldBe("""{"id":"rs_up","type":"reasoning","summary":[{"type":"summary_text","text":"hm "}],"encrypted_content":"jinf.un."}""");
    }

    [Fact]
    public void Adding_text_to_the_transcript_allocates_no_memory()
    {
        using var stage = CreateStage();
        var events = RelayStage.Events(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, "so", "so", "so", "so", "so")));
        stage.Take(events[..4]);

        stage.CostOf(events[4..9]).ShouldBe(0);

        stage.Call.Transcript.Read().ShouldBe("sososososo");
    }

    [Fact]
    public void A_stream_that_cannot_be_continued_fails_with_its_id_and_its_items()
    {
        using var stage = CreateStage();
        stage.Take(RelayStage.Events(ResponsesWire.Numbered(ResponsesFixtures.All["reasoning, text and parallel calls"].Stream))[..20]);
        var received = stage.TakeOutput();

        var stream = ResponsesEvents.Of(received + stage.Break(GatewayError.Upstream("It died.")));

        stream.Names.Last().ShouldBe("response.failed");
        stream.Last.GetProperty("id").GetString().ShouldBe("resp_up");
        stream.Output.Select(static item => item.GetProperty("type").GetString()).ShouldBe(["reasoning", "message"]);
        stream.Last.GetProperty("error").GetProperty("message").GetString().ShouldBe("It died.");
    }

    [Theory]
    [InlineData("a refusal")]
    [InlineData("a search")]
    [InlineData("log probabilities")]
    public void Content_that_no_other_model_can_continue_is_recognized(string what)
    {
        using var stage = CreateStage();

        stage.Take(RelayStage.Events(ResponsesWire.Numbered(ResponsesWire.Created + what switch
        {
            "a refusal" => ResponsesWire.Event("response.refusal.delta", ",\"item_id\":\"msg_up\",\"output_index\":0,\"content_index\":0,\"delta\":\"No\""),
            "a search" => ResponsesWire.Added(0, """{"id":"ws_1","type":"web_search_call","status":"in_progress"}"""),
            _ => ResponsesWire.Text(0, "a").Replace("\"delta\":\"a\",\"logprobs\":[]", "\"delta\":\"a\",\"logprobs\":[{\"token\":\"a\"}]"),
        })));

        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    [Fact]
    public void A_tool_call_whose_arguments_are_streamed_cannot_be_continued()
    {
        using var stage = CreateStage(new CallControls { StreamsToolArguments = true });

        stage.Take(RelayStage.Events(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.FunctionCall(0, "look", "call_a", "{}"))));

        stage.Call.Transcript.HasToolCalls.ShouldBeFalse();
        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    /// <summary>Reasoning as servers of open models send it: the complete text, not a summary.</summary>
    private static string Thinking(params string[] texts)
    {
        const string Place = ",\"item_id\":\"rs_up\",\"output_index\":0,\"content_index\":0";
        var whole = string.Concat(texts);
        return ResponsesWire.Added(0, """{"id":"rs_up","type":"reasoning","content":[]}""")
            + ResponsesWire.Event("response.content_part.added", Place + ",\"part\":{\"type\":\"reasoning_text\",\"text\":\"\"}")
            + string.Concat(texts.Select(static text => ResponsesWire.Event("response.reasoning_text.delta", $"{Place},\"delta\":\"{text}\"")))
            + ResponsesWire.Event("response.reasoning_text.done", $"{Place},\"text\":\"{whole}\"")
            + ResponsesWire.Event("response.content_part.done", Place + $$""","part":{"type":"reasoning_text","text":"{{whole}}"}""")
            + ResponsesWire.Done(0, Thought(whole));
    }

    private static string Thought(string text) => $$"""{"id":"rs_up","type":"reasoning","content":[{"type":"reasoning_text","text":"{{text}}"}]}""";

    private static RelayStage CreateStage(CallControls? controls = null)
    {
        var bytes = """{"model":"m","input":"x","stream":true,"store":false,"tools":[{"type":"function","name":"look","parameters":{}},{"type":"custom","name":"patch"}]}"""u8.ToArray();
        var call = TestCalls.Create(ADialect.ResponsesClient, ResponsesRequestReader.Read(bytes).Value, controls: controls, body: TestCalls.BodyOf(bytes));
        call.Conversation = ResponsesConversationReader.Read(bytes, recalled: 0);
        return new RelayStage(call, static (asked, output, deadline) => Relays.OfResponses(asked, output, deadline, TimeProvider.System));
    }

    /// <summary>Writes the part of the answer that the client has not received.</summary>
    private static Action<IResponseSink> Rest(RelayStage stage, ResponsesAssembly whole) => sink =>
    {
        sink.Text(JsonEncodedText.Encode(whole.Text[stage.Call.Transcript.Read().Length..]).EncodedUtf8Bytes);
        var number = 0;
        foreach (var call in whole.Calls)
        {
            sink.ToolCall(number, new ToolCallHead(call[1], call[2]) { Kind = call[0] == "custom_tool_call" ? ToolKind.Custom : ToolKind.Function });
            sink.Arguments(number++, JsonEncodedText.Encode(call[3]).EncodedUtf8Bytes);
        }

        sink.Finish(number > 0 ? FinishReason.ToolCalls : FinishReason.Stop);
    };
}
