using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests reading answers of providers of Responses, however the network splits their streams.</summary>
public sealed class ResponsesResponseReaderTests
{
    public static TheoryData<string> Fixtures => [.. ResponsesFixtures.All.Keys];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_stream_is_read_identically_however_its_bytes_are_split(string fixture)
    {
        var (events, expected) = ResponsesFixtures.All[fixture];
        var bytes = Encoding.UTF8.GetBytes(ResponsesWire.Numbered(events));
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var (sink, kind) = Read(bytes[..cut], bytes[cut..]);
            kind.ShouldBe(EventKind.Ended, $"cut at {cut}");
            sink.Joined.ShouldBe(expected, $"cut at {cut}");
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("reasoning, text and parallel calls")]
    public void Line_endings_and_comments_do_not_change_what_is_read(string fixture)
    {
        var (events, expected) = ResponsesFixtures.All[fixture];

        var (sink, _) = Read(Encoding.UTF8.GetBytes(": hello\r\n\r\n" + ResponsesWire.Numbered(events).Replace("\n", "\r\n")));

        sink.Joined.ShouldBe(expected);
    }

    [Fact]
    public void The_content_of_a_message_can_be_a_string()
    {
        var sink = new RecordingSink();

        new ResponsesResponseReader().ReadBuffered("""{"status":"completed","output":[{"type":"message","role":"assistant","content":"A"}]}"""u8, sink)
            .Kind.ShouldBe(EventKind.Ended);

        sink.Joined.ShouldBe(["text: A", "finish: Stop"]);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void An_unstreamed_response_is_read_like_its_stream(string fixture)
    {
        var events = ResponsesFixtures.All[fixture].Stream;
        var last = events[(events.LastIndexOf("\"response\":", StringComparison.Ordinal) + "\"response\":".Length)..^"}\n\n".Length];
        var sink = new RecordingSink();

        new ResponsesResponseReader().ReadBuffered(Encoding.UTF8.GetBytes(last), sink).Kind.ShouldBe(EventKind.Ended);

        sink.Joined.ShouldBe(ResponsesFixtures.All[fixture].Lines.Where(static line => !line.StartsWith("citation", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"type":"error","code":"server_error","message":"overloaded","param":null}""")]
    [InlineData("""{"type":"error","error":{"type":"x","message":"overloaded"}}""")]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"overloaded"},"output":[]}}""")]
    public void An_error_has_the_message_of_the_provider(string data)
    {
        var outcome = new ResponsesResponseReader().Read(default, Encoding.UTF8.GetBytes(data), new RecordingSink());

        outcome.Kind.ShouldBe(EventKind.Failed);
        (outcome.Error?.Message).ShouldBe("overloaded");
    }

    private static (RecordingSink Sink, EventKind Kind) Read(params byte[][] pieces) => Read(new ResponsesResponseReader(), pieces);

    /// <summary>Reads the complete events of the bytes that have arrived.</summary>
    private static (RecordingSink Sink, EventKind Kind) Read(ResponsesResponseReader reader, params byte[][] pieces)
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
                var serverEvent = input.Span[..length];
                var data = SseScanner.Data(serverEvent);
                if (!data.IsEmpty) kind = reader.Read(SseScanner.Name(serverEvent), data, sink).Kind;
                input.Consume(length);
            }
        }

        return (sink, kind);
    }
}
