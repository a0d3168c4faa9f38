using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class NdjsonFramingTests
{
    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}\n")]
    [InlineData("{\"a\":1}\r\n{\"b\":2}\r\n")]
    [InlineData("\uFEFF{\"a\":1}\n\n{\"b\":2}\n")]
    public void Each_line_is_an_event_however_it_arrives(string stream)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);

        for (var size = 1; size <= bytes.Length; size++) Events(bytes, size).ShouldBe(["{\"a\":1}", "{\"b\":2}"]);
    }

    [Fact]
    public void An_incomplete_line_is_no_event() => Events("{\"a\":1}\n{\"b\":"u8.ToArray(), 100).ShouldBe(["{\"a\":1}"]);

    [Fact]
    public void An_event_that_is_written_is_one_line()
    {
        using var output = new PooledBuffer(64);

        NdjsonFraming.Instance.WriteEvent(output, "{\n  \"a\": 1\n}"u8);
        NdjsonFraming.Instance.WriteComment(output, "not for clients");
        NdjsonFraming.Instance.WriteKeepAlive(output);

        Encoding.UTF8.GetString(output.Span).ShouldBe("{  \"a\": 1}\n\n");
    }

    /// <summary>The data of the events in a stream that arrives in reads of a fixed size.</summary>
    private static List<string> Events(byte[] stream, int size)
    {
        var framing = NdjsonFraming.Instance;
        var events = new List<string>();
        using var input = new PooledBuffer(64);
        var seen = 0;
        foreach (var read in stream.Chunk(size))
        {
            input.Append(read);
            if (framing.LeadingLength(input.Span) is > 0 and var leading)
            {
                input.Consume(leading);
                seen = 0;
            }

            while (framing.EventLength(input.Span, ref seen) is > 0 and var length)
            {
                if (framing.Data(input.Span[..length], out _) is { IsEmpty: false } data) events.Add(Encoding.UTF8.GetString(data));
                input.Consume(length);
                seen = 0;
            }
        }

        return events;
    }
}
