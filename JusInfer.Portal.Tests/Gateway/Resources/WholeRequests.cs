using System.Globalization;
using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Resources;

/// <summary>
/// A connection that sends each request at once, so that it arrives in one part: HttpClient sends a body in two, and how often the server
/// then waits for the second one depends on how busy the machine is.
/// </summary>
internal sealed class WholeRequests : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] received = new byte[64 * 1024];
    private readonly string key;

    private WholeRequests(string key) => this.key = key;

    public static async Task<WholeRequests> ConnectAsync(Uri address, Caller caller)
    {
        var requests = new WholeRequests(caller.Key);
        await requests.socket.ConnectAsync(address.Host, address.Port);
        return requests;
    }

    /// <summary>Sends a request and reads its answer, which must be 200 and complete.</summary>
    public async Task PostAsync(string path, string body)
    {
        var request = Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        (await socket.SendAsync(request)).ShouldBe(request.Length);
        var length = 0;
        while (!IsComplete(received.AsSpan(0, length)))
        {
            var bytes = await socket.ReceiveAsync(received.AsMemory(length));
            bytes.ShouldBePositive("The connection was closed.");
            length += bytes;
        }

        Encoding.ASCII.GetString(received, 0, 12).ShouldBe("HTTP/1.1 200");
    }

    public void Dispose() => socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var fields = Encoding.ASCII.GetString(answer[..head]).Split("\r\n");
        const string length = "Content-Length: ";
        return fields.FirstOrDefault(static field => field.StartsWith(length, StringComparison.OrdinalIgnoreCase)) is { } field
            ? answer.Length == head + 4 + int.Parse(field[length.Length..], CultureInfo.InvariantCulture)
            : answer.EndsWith("\r\n0\r\n\r\n"u8);
    }
}
