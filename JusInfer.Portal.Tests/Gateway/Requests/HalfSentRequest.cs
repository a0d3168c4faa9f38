using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>A request that announces a body and sends only a part of it. Disposing it disconnects.</summary>
internal sealed class HalfSentRequest : IDisposable
{
    private readonly TcpClient client = new();

    public static async Task<HalfSentRequest> SendAsync(Uri address, string key, int announcedBytes, int sentBytes)
    {
        var request = new HalfSentRequest();
        await request.client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var head = $"POST {Caller.Completions} HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {announcedBytes}\r\n\r\n";
        await request.client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        try
        {
            await request.client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(new string(' ', sentBytes)), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The portal has rejected the request.
        }

        return request;
    }

    /// <summary>Waits for the response and returns its status line.</summary>
    public async Task<string?> StatusAsync()
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => client.Dispose();
}
