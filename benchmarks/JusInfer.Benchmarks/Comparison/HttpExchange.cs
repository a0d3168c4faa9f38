using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace JusInfer.Benchmarks.Comparison;

/// <summary>
/// One connection of HTTP/1.1, with one message at a time in each direction. Client and provider share a core with each other, so they cost
/// as little as possible: a message is recognized by its end, and nothing else of it is parsed.
/// </summary>
internal sealed class HttpExchange(Socket socket) : IDisposable
{
    private readonly byte[] received = new byte[512 * 1024];

    public static async Task<HttpExchange> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new HttpExchange(socket);
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        while (!message.IsEmpty) message = message[await socket.SendAsync(message, cancellationToken)..];
    }

    /// <returns>The next message, head and body; empty if the other side has closed the connection.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (!IsComplete(received.AsSpan(0, length)))
        {
            var read = await socket.ReceiveAsync(received.AsMemory(length), cancellationToken);
            if (read == 0) return default;
            length += read;
        }

        return received.AsMemory(0, length);
    }

    public void Dispose() => socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> message)
    {
        var head = message.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var at = message[..head].IndexOf("Content-Length: "u8);
        if (at < 0) return message.EndsWith("\r\n0\r\n\r\n"u8);
        return Utf8Parser.TryParse(message[(at + "Content-Length: ".Length)..], out int body, out _) && message.Length >= head + 4 + body;
    }
}
