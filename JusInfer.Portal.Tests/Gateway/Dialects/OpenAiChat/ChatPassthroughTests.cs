using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Clients;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Canonical chunks reach the client unchanged. From the first chunk that is not canonical, the gateway writes the stream and nothing of it is lost.</summary>
[Trait("Promise", "P-22")]
public sealed class ChatPassthroughTests
{
    private const string Role = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""";
    private const string Done = "data: [DONE]";

    [Fact]
    public void Canonical_tool_calls_are_sent_unchanged_when_they_are_complete()
    {
        using var stage = Stage();
        string[] calls =
        [
            Chunk("""{ "tool_calls" : [{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":""},"unheard":1}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}""", extra: ""","system_fingerprint":"fp" """),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"}"}},{"index":1,"id":"b","type":"function","function":{"name":"now","arguments":"{}"}}]}"""),
        ];
        stage.Take([Role, Chunk("""{"content":"I will look."}"""), .. calls]);
        stage.TakeOutput().ShouldBe(Wire(Role, Chunk("""{"content":"I will look."}""")));

        var finish = Chunk("{}", "\"tool_calls\"");
        stage.Take([finish]);

        stage.TakeOutput().ShouldBe(Wire([.. calls, finish]));
    }

    [Fact]
    public void A_stream_without_a_role_is_sent_unchanged_after_a_chunk_with_it()
    {
        using var stage = Stage();
        string[] chunks = [Chunk("""{"content":"I "}"""), Chunk("""{ "content" : "look." }"""), Chunk("{}", "\"stop\"")];

        stage.Take(chunks);
        var received = stage.TakeOutput();

        received.ShouldEndWith(Wire(chunks));
        Chunks(received)[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString().ShouldBe("assistant");
        Chunks(received).Count.ShouldBe(1 + chunks.Length);
    }

    [Fact]
    public void Calls_that_must_be_changed_for_the_client_keep_their_unknown_properties()
    {
        using var stage = Stage();
        stage.Take([
            Role,
            Chunk("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":"{}"}}]}""", choice: ""","content_filter_results":{"hate":1}""", extra: ""","system_fingerprint":"fp" """),
            Chunk("""{"tool_calls":[{"index":1,"id":"a","type":"function","function":{"name":"now","arguments":"{}"}}]}"""),
            Chunk("{}", "\"stop\"", choice: ""","stop_reason":7"""),
            Done]);

        var written = stage.TakeOutput() + stage.End();

        StrictChatClient.Read(written).ShouldStartWith("call a now {}\ncall made-up now {}\nfinish tool_calls");
        var chunks = Chunks(written);
        chunks.Where(static chunk => chunk.TryGetProperty("system_fingerprint", out _)).ShouldNotBeEmpty();
        ChoicesWith(chunks, "content_filter_results").ShouldHaveSingleItem();
        ChoicesWith(chunks, "stop_reason").ShouldHaveSingleItem();
    }

    [Fact]
    public void Text_that_turns_out_not_to_be_a_call_is_sent_unchanged()
    {
        using var stage = Stage(ToolCallFormat.Hermes);
        stage.Take([Role, Chunk("""{"content":"<tool"}""")]);
        stage.TakeOutput().ShouldBe(Wire(Role));

        stage.Take([Chunk("""{"content":"box"}""")]);

        stage.TakeOutput().ShouldBe(Wire(Chunk("""{"content":"<tool"}"""), Chunk("""{"content":"box"}""")));
    }

    [Fact]
    public void Text_before_a_possible_call_is_not_delayed()
    {
        using var stage = Stage(ToolCallFormat.Hermes);
        stage.Take([Role, Chunk("""{"content":"One moment. <tool"}""", extra: ",\"unheard\":1")]);

        var received = stage.TakeOutput();

        Chunks(received)[^1].GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString().ShouldBe("One moment. ");
        Chunks(received)[^1].GetProperty("unheard").GetInt32().ShouldBe(1);
        stage.Call.Transcript.Read().ShouldBe("One moment. ");
    }

    [Fact]
    public void Arguments_that_the_client_streams_are_sent_as_soon_as_the_call_is_clear()
    {
        using var stage = Stage(controls: new CallControls { StreamsToolArguments = true });
        var head = Chunk("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"now","arguments":""}}]}""");
        var more = Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}]}""");
        stage.Take([Role, head]);
        stage.TakeOutput().ShouldBe(Wire(Role));

        stage.Take([more]);

        stage.TakeOutput().ShouldBe(Wire(head, more));
    }

    [Fact]
    public void Reasoning_keeps_the_property_name_of_the_provider()
    {
        using var stage = Stage();
        stage.Take([Role, Chunk("""{"reasoning":"one "}"""), Chunk("""{"content":["a"]}"""), Chunk("""{"reasoning":"two"}""")]);

        var deltas = Chunks(stage.TakeOutput()).Select(static chunk => chunk.GetProperty("choices")[0].GetProperty("delta")).ToList();

        deltas[1].GetProperty("reasoning").GetString().ShouldBe("one ");
        deltas[2].GetProperty("content").GetString().ShouldBe("a");
        deltas[3].GetProperty("reasoning").GetString().ShouldBe("two");
    }

    [Fact]
    public void Each_choice_keeps_its_unknown_properties()
    {
        using var stage = Stage();
        stage.Take([
            Role,
            Chunk("""{"role":"assistant","content":"one","audio":{"data":"AA"}}""", index: 1, choice: ",\"own\":1"),
            Chunk("""{"content":"zero"}""", choice: ",\"own\":0"),
            Chunk("{}", "\"stop\"", index: 1), Chunk("{}", "\"stop\""), Done]);

        var written = stage.TakeOutput() + stage.End();

        StrictChatClient.Read(written).ShouldStartWith("text zero\nfinish stop\ntext one\nfinish stop");
        var chunks = Chunks(written);
        ChoicesWith(chunks, "own").Select(static choice => (choice.GetProperty("index").GetInt32(), choice.GetProperty("own").GetInt32())).ShouldBe([(1, 1), (0, 0)]);
        ChoicesWith(chunks, "delta").Where(static choice => choice.GetProperty("delta").TryGetProperty("audio", out _)).ShouldHaveSingleItem().GetProperty("index").GetInt32().ShouldBe(1);
        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    [Fact]
    public void Output_of_a_failed_upstream_is_followed_by_the_continuation()
    {
        using var stage = Stage(ToolCallFormat.Hermes);
        stage.Take([Role, Chunk("""{"content":"a"}"""), Chunk("""{"content":"<tool"}"""), Chunk("""{"content":"_c"}""")]);
        var received = stage.TakeOutput();

        received += stage.Continue(static sink => sink.Text("b"u8));

        stage.Call.Transcript.Read().ShouldBe("a");
        StrictChatClient.Read(received).ShouldStartWith("text ab\nfinish stop");
    }

    private static RelayStage Stage(ToolCallFormat format = ToolCallFormat.Native, CallControls? controls = null)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}],"tools":{{ProviderStreams.Tools}}}""");
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read(body).Value, TestCalls.Model with { ToolCallFormat = format }, controls: controls);
        call.Conversation = ChatConversationReader.Read(body);
        return new RelayStage(call, static (asked, output, deadline) => Relays.OfChat(asked, output, deadline, TimeProvider.System));
    }

    private static string Chunk(string delta, string finish = "null", int index = 0, string choice = "", string extra = "") =>
        $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":{{index}},"delta":{{delta}}{{choice}},"finish_reason":{{finish}}}]{{extra}}}""";

    private static string Wire(params string[] events) => string.Concat(events.Select(static one => $"{one}\n\n"));

    private static List<JsonElement> Chunks(string wire) =>
        [.. RelayStage.Events(wire).Where(static one => one != Done).Select(static one => JsonElement.Parse(one["data: ".Length..]))];

    private static List<JsonElement> ChoicesWith(List<JsonElement> chunks, string property) =>
        [.. chunks.SelectMany(static chunk => chunk.GetProperty("choices").EnumerateArray()).Where(choice => choice.TryGetProperty(property, out _))];
}
