using System.IO.Compression;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>
/// What an error says is read although it is compressed (envoyproxy/ai-gateway#2553; apache/trafficcontrol#1737, without the header), in
/// another charset, or incomplete.
/// </summary>
public sealed class ErrorBodyTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Body = """{"error":{"message":"the temperature é is too hot","type":"invalid_request_error"}}""";

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData(null, "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("br", "br")]
    [InlineData("deflate", "zlib")]
    [InlineData("deflate", "deflate")]
    [InlineData("identity", "")]
    [InlineData("gzip", "")]
    [InlineData("gzip, br", "gzip,br")]
    public async Task A_compressed_error_is_read(string? header, string compression)
    {
        var body = compression.Split(',').Aggregate(Encoding.UTF8.GetBytes(Body), Compress);
        (string, string)[] headers = header is null ? [] : [("Content-Encoding", header)];

        (await AskAsync(Replies.With(400, "application/json", body, headers))).ShouldContain("the temperature é is too hot");
    }

    [Theory]
    [InlineData("utf-8", "utf-8", true)]
    [InlineData("utf-16", "utf-16", true)]
    [InlineData("utf-16BE", "utf-16", true)]
    [InlineData("iso-8859-1", "iso-8859-1", false)]
    [InlineData("iso-8859-1", null, false)]
    [InlineData("iso-8859-1", "utf-8", false)]
    [InlineData("iso-8859-1", "x-unknown", false)]
    [InlineData("utf-8", "iso-8859-1", false)]
    public async Task An_error_in_another_charset_is_read(string written, string? named, bool withMark)
    {
        var encoding = Encoding.GetEncoding(written);
        byte[] body = [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Body)];
        var type = named is null ? "application/json" : $"application/json; charset={named}";

        (await AskAsync(Replies.With(400, type, body))).ShouldContain("the temperature é is too hot");
    }

    [Fact]
    public async Task Of_an_error_that_stalls_what_has_arrived_is_read()
    {
        var reply = new Reply(async (context, cancellationToken) =>
        {
            context.Response.StatusCode = 400;
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = 1000;
            await Then.Send("the temperature é is too hot")(context, cancellationToken);
            await Then.Stall(context, cancellationToken);
        });

        (await AskAsync(reply)).ShouldContain("the temperature é is too hot");
    }

    [Fact]
    public async Task Of_a_compressed_error_that_stalls_what_has_arrived_is_read()
    {
        var body = Compress(Encoding.UTF8.GetBytes($"the temperature é is too hot {string.Concat(Enumerable.Range(0, 2000))}"), "gzip");
        var reply = new Reply(async (context, cancellationToken) =>
        {
            context.Response.StatusCode = 400;
            context.Response.ContentType = "text/plain";
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            await Then.Stall(context, cancellationToken);
        });

        (await AskAsync(reply)).ShouldContain("the temperature é is too hot");
    }

    [Fact]
    public async Task A_compressed_error_of_any_size_takes_little_memory()
    {
        var body = Compress(new byte[200_000_000], "gzip");

        (await AskAsync(Replies.With(400, "text/plain", body, ("Content-Encoding", "gzip")))).ShouldContain("alpha refused the request");
    }

    private async Task<string> AskAsync(Reply reply)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Script(reply);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(400, "INVALID_REQUEST");
        gateway.Alpha.Requests.Count.ShouldBe(1);
        return answer.Message;
    }

    private static byte[] Compress(byte[] body, string compression)
    {
        if (compression.Length == 0) return body;
        using var compressed = new MemoryStream();
        using (Stream encoder = compression switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Fastest),
            "zlib" => new ZLibStream(compressed, CompressionLevel.Fastest),
            "deflate" => new DeflateStream(compressed, CompressionLevel.Fastest),
            _ => new BrotliStream(compressed, CompressionLevel.Fastest),
        })
        {
            encoder.Write(body);
        }

        return compressed.ToArray();
    }
}
