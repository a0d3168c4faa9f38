using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JusInfer.Benchmarks.Comparison;

/// <summary>
/// A provider that answers at once, in the form of Chat Completions: a whole answer, or a stream of 50 events that arrive one by one.
/// </summary>
internal sealed class ScriptedProvider : IDisposable
{
    private const int Events = 50;

    private const string Usage = """{"prompt_tokens":480,"completion_tokens":50,"total_tokens":530}""";

    private const string Origin = "\"id\":\"chatcmpl-1\",\"created\":1,\"model\":\"model\"";

    private static readonly byte[] Whole = Answer(
        $$"""
        {{{Origin}},"object":"chat.completion","usage":{{Usage}},"choices":[
          {"index":0,"message":{"role":"assistant","content":"{{new string('x', 400)}}"},"finish_reason":"stop"}]}
        """);

    private static readonly byte[][] Stream =
    [
        Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"),
        .. Enumerable.Range(0, Events).Select(static number =>
            Chunk($$"""{"index":0,"delta":{"content":"word {{number}} "},"finish_reason":null}""", "null")),
        Chunk("""{"index":0,"delta":{},"finish_reason":"stop"}""", Usage),
        [.. Event("[DONE]"), .. "0\r\n\r\n"u8],
    ];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();

    public ScriptedProvider()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var socket = await listener.AcceptSocketAsync(stop.Token);
            socket.NoDelay = true;
            _ = ServeAsync(new HttpExchange(socket));
        }
    }

    private async Task ServeAsync(HttpExchange connection)
    {
        using (connection)
        {
            while (await connection.ReceiveAsync(stop.Token) is { IsEmpty: false } request)
            {
                if (request.Span.IndexOf("\"stream\":true"u8) < 0)
                {
                    await connection.SendAsync(Whole, stop.Token);
                    continue;
                }

                foreach (var part in Stream) await connection.SendAsync(part, stop.Token);
            }
        }
    }

    private static byte[] Answer(string json) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");

    private static byte[] Chunk(string choice, string usage) =>
        Event($$"""{{{Origin}},"object":"chat.completion.chunk","choices":[{{choice}}],"usage":{{usage}}}""");

    private static byte[] Event(string data) => Encoding.ASCII.GetBytes($"{data.Length + 8:x}\r\ndata: {data}\n\n\r\n");
}
