using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class SseScannerTests
{
    private static readonly string[] Events = ["one", "two\nlines", "", "ünï😀", "{\"a\":1}", "[DONE]"];

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Events_do_not_depend_on_how_the_bytes_are_split(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Events.Select(data => $": a comment{lineEnd}event: x{lineEnd}{string.Concat(data.Split('\n').Select(line => $"data: {line}{lineEnd}"))}{lineEnd}")));

        for (var cut = 0; cut <= bytes.Length; cut++) Scan(bytes[..cut], bytes[cut..]).ShouldBe(Events, ignoreOrder: false, $"cut at {cut}");
        Scan([.. bytes.Select(one => new[] { one })]).ShouldBe(Events);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_byte_order_mark_at_the_start_of_the_stream_is_skipped(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes($"\uFEFFdata: \uFEFFone{lineEnd}{lineEnd}event: x{lineEnd}data: two{lineEnd}{lineEnd}");

        for (var cut = 0; cut <= bytes.Length; cut++) Scan(bytes[..cut], bytes[cut..]).ShouldBe(["\uFEFFone", "two"], ignoreOrder: false, $"cut at {cut}");
        Scan([.. bytes.Select(one => new[] { one })]).ShouldBe(["\uFEFFone", "two"]);
    }

    [Fact]
    public void The_data_lines_of_an_event_are_joined_with_one_allocation()
    {
        var serverEvent = Encoding.UTF8.GetBytes($"data: {{{string.Concat(Enumerable.Repeat("\ndata:", 2000))}}}\n\n");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = SseScanner.Data(serverEvent).Length;

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 * serverEvent.Length);
        length.ShouldBe(2002);
    }

    [Fact]
    public void Every_byte_of_an_event_is_examined_once()
    {
        var bytes = "data: x\ndata: y"u8.ToArray();
        var seen = 0;
        SseScanner.EventLength(bytes, ref seen).ShouldBe(0);

        // An end written into bytes that were already examined is not found.
        "\n\n"u8.CopyTo(bytes.AsSpan(4));
        SseScanner.EventLength(bytes, ref seen).ShouldBe(0);
        SseScanner.EventLength([.. bytes, .. "\n\n"u8], ref seen).ShouldBe(bytes.Length + 2);
    }

    [Theory]
    [InlineData("data:x\n\n", "x")]
    [InlineData("data: x\n\n", "x")]
    [InlineData("data:  x\n\n", " x")]
    [InlineData("data\n\n", "")]
    [InlineData("data:\n\n", "")]
    [InlineData("dataset: x\n\n", "")]
    [InlineData("id: 1\ndata: x\nretry: 5\n\n", "x")]
    [InlineData(": only a comment\n\n", "")]
    [InlineData("data: a\ndata: b\ndata: c\n\n", "a\nb\nc")]
    public void Data_is_read_according_to_the_standard(string serverEvent, string data) =>
        Encoding.UTF8.GetString(SseScanner.Data(Encoding.UTF8.GetBytes(serverEvent))).ShouldBe(data);

    [Theory]
    [InlineData("")]
    [InlineData("data: x")]
    [InlineData("data: x\n")]
    [InlineData("data: x\r")]
    [InlineData("data: x\r\n")]
    public void An_event_without_its_empty_line_is_incomplete(string bytes) => SseScanner.EventLength(Encoding.UTF8.GetBytes(bytes)).ShouldBe(0);

    /// <summary>Scans as the gateway does: after every read.</summary>
    private static List<string> Scan(params byte[][] reads)
    {
        var found = new List<string>();
        var buffer = new List<byte>();
        var seen = 0;
        foreach (var read in reads)
        {
            buffer.AddRange(read);
            while (true)
            {
                var leading = SseScanner.LeadingLength(buffer.ToArray());
                buffer.RemoveRange(0, leading);
                if (leading > 0) seen = 0;
                var length = SseScanner.EventLength(buffer.ToArray(), ref seen);
                if (length == 0) break;
                seen = 0;
                found.Add(Encoding.UTF8.GetString(SseScanner.Data(buffer.ToArray().AsSpan(0, length))));
                buffer.RemoveRange(0, length);
            }
        }

        return found;
    }
}
