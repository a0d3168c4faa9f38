using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Clients;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tests that a chat stream interrupted after any event can be continued, so that the client receives one complete stream.</summary>
[Trait("Promise", "P-25")]
public sealed class ChatContinuationTests
{
    private const string Role = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""";
    private const string Head = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a\u00e9","type":"function","function":{"name":"now","arguments":""}}]},"finish_reason":null}]}""";
    private const string More = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]},"finish_reason":null}]}""";

    public static TheoryData<string> Providers => [.. ProviderStreams.All.Keys.Where(static provider => provider != "Two choices")];

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_stream_continued_after_any_event_is_complete_for_a_strict_client(string provider)
    {
        var stream = ProviderStreams.All[provider];
        var events = RelayStage.Events(stream.Events);
        for (var cut = 0; cut <= events.Length; cut++)
        {
            using var stage = Stage(stream);
            stage.Take(events[..cut]);
            if (stage.IsOver) break;
            var received = stage.TakeOutput();

            stage.Call.Transcript.Read().ShouldBe(TextOf(received), $"cut at {cut}");
            stage.Call.Transcript.HasUnresumable.ShouldBeFalse();
            var written = received + stage.Continue(Rest(stage, Lines(stream.Expected)));

            var read = Lines(StrictChatClient.Read(written)).Where(static line => !line.StartsWith("usage ", StringComparison.Ordinal));
            read.Where(static line => !IsReasoning(line)).ShouldBe(Lines(stream.Expected).Where(static line => !IsReasoning(line) && !line.StartsWith("usage ", StringComparison.Ordinal)), written);
        }
    }

    [Fact]
    public void Chunks_of_a_continuation_have_the_id_the_time_and_the_model_of_the_first_ones()
    {
        using var stage = Stage(ProviderStreams.All["OpenRouter: comments, reasoning twice, an empty choice with the usage"]);
        stage.Take(["""data: {"id":"chatcmpl-9","object":"chat.completion.chunk","created":17,"model":"theirs","choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}]}"""]);
        stage.TakeOutput();

        var chunks = stage.Continue(Rest(stage, ["text ab", "finish stop"])).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[..^1].Select(static chunk => JsonElement.Parse(chunk["data: ".Length..])).ToList();

        chunks.Count.ShouldBe(3);
        chunks.ShouldAllBe(static chunk => chunk.GetProperty("id").GetString() == "chatcmpl-9" && chunk.GetProperty("created").GetInt32() == 17 && chunk.GetProperty("model").GetString() == "theirs");
        chunks[0].GetProperty("choices")[0].GetProperty("delta").GetRawText().ShouldBe("""{"content":"b"}""");
    }

    [Theory]
    [InlineData("""{"index":0,"delta":{"content":"a"},"logprobs":{"content":[]},"finish_reason":null}""")]
    [InlineData("""{"index":0,"delta":{"refusal":"no"},"finish_reason":null}""")]
    [InlineData("""{"index":0,"delta":{"audio":{"data":"AA"}},"finish_reason":null}""")]
    [InlineData("""{"index":1,"delta":{"content":"a"},"finish_reason":null}""")]
    [InlineData("""{"index":1,"delta":{"content":["a"]},"finish_reason":null}""")]
    [InlineData("""{"delta":{"content":"a"},"logprobs":{"content":[]},"finish_reason":null}""")]
    [InlineData("""{"delta":{"refusal":"no"},"finish_reason":null}""")]
    public void Content_that_no_other_model_can_continue_is_recognized(string choice)
    {
        using var stage = Stage(new ProviderStream("", ""));

        stage.Take([Chunk(choice)]);

        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"index":0,"delta":{"reasoning_content":"hm"},"finish_reason":null}""")]
    [InlineData("""{"index":0,"delta":{"content":"","reasoning_details":[{"text":"hm"}]},"logprobs":null,"finish_reason":null}""")]
    [InlineData("""{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]},"finish_reason":null}""")]
    [InlineData("""{"delta":{"reasoning":"hm"},"finish_reason":null}""")]
    public void Reasoning_does_not_prevent_a_continuation(string choice)
    {
        using var stage = Stage(new ProviderStream("", ""));

        stage.Take([Chunk(choice)]);

        stage.Call.Transcript.HasReasoning.ShouldBeTrue();
        stage.Call.Transcript.HasUnresumable.ShouldBeFalse();
        stage.Call.Transcript.HasText.ShouldBeFalse();
    }

    [Fact]
    public void Adding_text_to_the_transcript_allocates_no_memory()
    {
        using var stage = Stage(new ProviderStream("", ""));

        stage.CostOf(Chunk("""{"index":0,"delta":{"content":"so"},"finish_reason":null}""")).ShouldBe(0);

        stage.Call.Transcript.Read().ShouldBe("sososososo");
    }

    [Fact]
    public void A_text_completion_is_not_continued()
    {
        var dialect = new CompletionsClientDialect();
        var call = TestCalls.Create(dialect, CompletionsRequestReader.Read("""{"model":"a","stream":true,"prompt":"x"}"""u8).Value);
        using var stage = new RelayStage(call, static (asked, output, deadline) => Relays.OfCompletions(asked, output, deadline, TimeProvider.System));

        stage.Take(["""data: {"id":"cmpl-1","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"a","logprobs":null,"finish_reason":null}]}"""]);

        ResumeBlockers.Of(call).ShouldBe(ResumeBlocker.NoConversation);
    }

    [Fact]
    public void A_tool_call_whose_arguments_are_streamed_cannot_be_continued()
    {
        using var stage = Stage(new ProviderStream("", ""), new CallControls { StreamsToolArguments = true });

        stage.Take([Head, More]);

        stage.Call.Transcript.HasToolCalls.ShouldBeFalse();
        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    [Fact]
    public void A_tool_call_that_is_announced_to_a_waiting_client_keeps_its_id_in_the_continuation()
    {
        using var stage = Stage(new ProviderStream("", ""));
        stage.Take([Role, Head, More]);
        var received = stage.TakeOutput();
        received.ShouldBe($"{Role}\n\n");

        stage.WriteKeepAlive(isLong: false).ShouldBeEmpty();
        var keepAlive = stage.WriteKeepAlive(isLong: true) + stage.WriteKeepAlive(isLong: true);

        var head = JsonElement.Parse(keepAlive.Split("\n\n")[0]["data: ".Length..]).GetProperty("choices")[0].GetProperty("delta").GetProperty("tool_calls")[0];
        head.GetProperty("id").GetString().ShouldBe("aé");
        head.GetProperty("function").GetProperty("name").GetString().ShouldBe("now");
        keepAlive.ShouldEndWith("\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\"}}]},\"finish_reason\":null}]}\n\n");
        stage.Call.Transcript.Announced.ShouldBe(new AnnouncedToolCall("aé", "now"));
        keepAlive += stage.Continue(static sink =>
        {
            sink.Arguments(0, "{}"u8);
            sink.Finish(FinishReason.Stop);
        });
        StrictChatClient.Read(received + keepAlive).ShouldStartWith("call aé now {}\nfinish tool_calls");
    }

    [Fact]
    public void A_waiting_client_gets_an_empty_chunk_until_the_tool_call_is_clear()
    {
        using var stage = Stage(new ProviderStream("", ""));
        stage.Take([Role, Head]);
        stage.TakeOutput();

        stage.WriteKeepAlive(isLong: true).ShouldEndWith("\"delta\":{},\"finish_reason\":null}]}\n\n");

        stage.Call.Transcript.Announced.ShouldBeNull();
    }

    [Fact]
    public void A_tool_call_whose_arguments_begin_with_its_name_is_announced_by_its_name()
    {
        using var stage = Stage(new ProviderStream("", ""));
        stage.Take([Role, Head.Replace("\"arguments\":\"\"", "\"arguments\":\"{\""), More.Replace("{\\\"", "}")]);
        stage.TakeOutput();

        stage.WriteKeepAlive(isLong: true).ShouldContain("\"name\":\"now\",\"arguments\":\"\"");

        stage.Call.Transcript.Announced.ShouldBe(new AnnouncedToolCall("aé", "now"));
    }

    private static string Chunk(string choice) => $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763600000,"model":"m","choices":[{{choice}}]}""";

    /// <summary>Splits what the strict client reads into entries. A text can have several lines.</summary>
    private static List<string> Lines(string read)
    {
        List<string> lines = [];
        foreach (var line in read.Split('\n'))
        {
            if (line.Split(' ')[0] is "text" or "call" or "finish" or "usage" or "reasoning") lines.Add(line);
            else lines[^1] += "\n" + line;
        }

        return lines;
    }

    private static bool IsReasoning(string line) => line.StartsWith("reasoning ", StringComparison.Ordinal);

    private static string TextOf(string events) => string.Concat(events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(static chunk => JsonElement.Parse(chunk["data: ".Length..]).GetProperty("choices").EnumerateArray())
        .Select(static choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null));

    private static RelayStage Stage(ProviderStream stream, CallControls? controls = null)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"a","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}],"tools":{{ProviderStreams.Tools}}}""");
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read(body).Value, TestCalls.Model with { ToolCallFormat = stream.Format }, controls: controls);
        call.Conversation = ChatConversationReader.Read(body);
        return new RelayStage(call, Relay);
    }

    private static IStreamRelay Relay(Call call, PooledBuffer output, AttemptDeadline deadline) => Relays.OfChat(call, output, deadline, TimeProvider.System);

    /// <summary>Writes the part of the answer that the client has not received.</summary>
    private static Action<IResponseSink> Rest(RelayStage stage, List<string> lines) => sink =>
    {
        var calls = 0;
        foreach (var line in lines)
        {
            var words = line.Split(' ', 4);
            if (words[0] == "text") sink.Text(JsonEncodedText.Encode(line["text ".Length..][stage.Call.Transcript.Read().Length..]).EncodedUtf8Bytes);
            if (words[0] == "finish") sink.Finish(words[1] == "stop" ? FinishReason.Stop : FinishReason.ToolCalls);
            if (words[0] != "call") continue;
            sink.ToolCall(calls, new ToolCallHead(words[1] == "made-up" ? $"call_{stage.Call.Context.Id.Value:N}{calls}" : words[1], words[2]));
            sink.Arguments(calls++, JsonEncodedText.Encode(words[3]).EncodedUtf8Bytes);
        }
    };
}
