using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>What a provider that speaks Responses said, told free of dialect, however its stream was cut on the way.</summary>
public sealed class ResponsesAnswerReaderTests
{
    public static TheoryData<string> Fixtures => [.. ResponsesFixtures.All.Keys];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_stream_cut_at_any_byte_tells_the_same(string fixture)
    {
        var (events, told) = ResponsesFixtures.All[fixture];
        var bytes = Encoding.UTF8.GetBytes(ResponsesWire.Numbered(events));
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var (sink, kind) = Read(bytes[..cut], bytes[cut..]);
            kind.ShouldBe(EventKind.Ended, $"cut at {cut}");
            sink.Joined.ShouldBe(told, $"cut at {cut}");
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("reasoning, text and parallel calls")]
    public void A_stream_with_other_line_ends_and_comments_tells_the_same(string fixture)
    {
        var (events, told) = ResponsesFixtures.All[fixture];

        var (sink, _) = Read(Encoding.UTF8.GetBytes(": hello\r\n\r\n" + ResponsesWire.Numbered(events).Replace("\n", "\r\n")));

        sink.Joined.ShouldBe(told);
    }

    [Fact]
    public void A_message_may_hold_its_text_as_such()
    {
        var sink = new RecordingSink();

        new ResponsesAnswerReader().ReadWhole("""{"status":"completed","output":[{"type":"message","role":"assistant","content":"A"}]}"""u8, sink)
            .Kind.ShouldBe(EventKind.Ended);

        sink.Joined.ShouldBe(["text: A", "finish: Stop"]);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void The_finished_response_tells_the_same_when_it_comes_whole(string fixture)
    {
        var events = ResponsesFixtures.All[fixture].Stream;
        var last = events[(events.LastIndexOf("\"response\":", StringComparison.Ordinal) + "\"response\":".Length)..^"}\n\n".Length];
        var sink = new RecordingSink();

        new ResponsesAnswerReader().ReadWhole(Encoding.UTF8.GetBytes(last), sink).Kind.ShouldBe(EventKind.Ended);

        sink.Joined.ShouldBe(ResponsesFixtures.All[fixture].Told.Where(static line => !line.StartsWith("citation", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"type":"error","code":"server_error","message":"overloaded","param":null}""")]
    [InlineData("""{"type":"error","error":{"type":"x","message":"overloaded"}}""")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"overloaded"},"output":[]}}""")]
    public void A_fault_is_told_in_the_providers_words(string data)
    {
        var outcome = new ResponsesAnswerReader().Read(default, Encoding.UTF8.GetBytes(data), new RecordingSink());

        outcome.Kind.ShouldBe(EventKind.Failed);
        (outcome.Error?.Message).ShouldBe("overloaded");
    }

    private static (RecordingSink Sink, EventKind Kind) Read(params byte[][] pieces) => Read(new ResponsesAnswerReader(), pieces);

    /// <summary>Reads as a stream is read: whole events out of whatever has come.</summary>
    private static (RecordingSink Sink, EventKind Kind) Read(ResponsesAnswerReader reader, params byte[][] pieces)
    {
        var (sink, kind) = (new RecordingSink(), EventKind.Continues);
        using var input = new PooledBuffer(1024);
        foreach (var piece in pieces)
        {
            input.Append(piece);
            while (true)
            {
                input.Consume(SseScanner.LeadingLength(input.Span));
                var length = SseScanner.EventLength(input.Span);
                if (length == 0) break;
                var said = input.Span[..length];
                var data = SseScanner.Data(said);
                if (!data.IsEmpty) kind = reader.Read(SseScanner.Name(said), data, sink).Kind;
                input.Consume(length);
            }
        }

        return (sink, kind);
    }
}
