using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>A rejected request's body is read to its end, so that the client reads the error, unless rejected requests send too much.</summary>
public sealed class UnreadBodyTests : IAsyncLifetime
{
    private const int OneMebibyte = 1024 * 1024;

    private PortalHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await PortalHost.StartAsync(new TestCatalog().Provider("alpha", "http://127.0.0.1:9").Model("test/model", ["alpha:model"]));

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task A_client_that_sends_all_of_a_large_body_first_reads_the_error()
    {
        using var client = await ConnectAsync(20 * OneMebibyte);

        (await SendAsync(client, 20 * OneMebibyte)).ShouldBe(20 * OneMebibyte);

        (await StatusAsync(client)).ShouldBe("HTTP/1.1 401 Unauthorized");
    }

    [Fact]
    public async Task Rejected_requests_that_send_too_much_are_disconnected()
    {
        const int bodyBytes = 32 * OneMebibyte;
        const int connections = 12;
        var start = TimeProvider.System.GetTimestamp();

        var sent = await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            using var client = await ConnectAsync(bodyBytes);
            return (long)await SendAsync(client, bodyBytes);
        }));

        // Besides the limit, each connection has up to 8 MiB in the buffers of Kestrel and the operating system.
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds + 1;
        sent.Sum().ShouldBeLessThan((long)(UnreadBody.MaxBurstBytes + (UnreadBody.BytesPerSecond * seconds)) + (connections * 8L * OneMebibyte));
        sent.ShouldContain(static bytes => bytes < bodyBytes);
    }

    private async Task<TcpClient> ConnectAsync(int announcedBytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync(portal.Address.Host, portal.Address.Port, TestContext.Current.CancellationToken);
        var head = $"POST {Caller.Completions} HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\nContent-Length: {announcedBytes}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        return client;
    }

    /// <returns>The number of bytes that were sent before the connection was closed.</returns>
    private static async Task<int> SendAsync(TcpClient client, int bytes)
    {
        var chunk = new byte[64 * 1024];
        for (var sent = 0; sent < bytes; sent += chunk.Length)
        {
            try
            {
                await client.GetStream().WriteAsync(chunk, TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                return sent;
            }
        }

        return bytes;
    }

    private static async Task<string?> StatusAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken);
    }
}
