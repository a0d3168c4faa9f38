using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Deployment;

/// <summary>Checks the example of a proxy, and runs it without TLS where nginx is installed.</summary>
public sealed class ProxyExampleTests
{
    private static readonly Dictionary<string, string> Directives = File.ReadAllLines(Repository.PathOf("deploy", "nginx.conf"))
        .Select(static line => line.Trim().TrimEnd(';').Split(' ', 2, StringSplitOptions.TrimEntries))
        .Where(static words => words is [['s', 's', 'l', '_', ..], _]).ToDictionary(static words => words[0], static words => words[1], StringComparer.Ordinal);

    private const string Program = "/usr/sbin/nginx";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void It_speaks_the_current_versions_of_tls_only() => Directives["ssl_protocols"].Split(' ').ShouldBe(["TLSv1.2", "TLSv1.3"], ignoreOrder: true);

    /// <summary>Those that RFC 9325, section 4.2, recommends: ephemeral keys and authenticated encryption. The ciphers of TLS 1.3 are all of this kind.</summary>
    [Fact]
    public void It_offers_recommended_ciphers_only_and_prefers_the_strongest()
    {
        var ciphers = Directives["ssl_ciphers"].Split(':');

        ciphers.ShouldAllBe(static cipher => cipher.StartsWith("ECDHE-", StringComparison.Ordinal) && (cipher.Contains("-GCM-") || cipher.EndsWith("-CHACHA20-POLY1305", StringComparison.Ordinal)));
        ciphers[0].ShouldContain("AES256");
        Directives["ssl_prefer_server_ciphers"].ShouldBe("on");
    }

    /// <summary>
    /// Proxy and server agree where a request ends, because one with two ends (request smuggling) does not pass the proxy. The server by
    /// itself is in <see cref="Gateway.Requests.MalformedRequestTests"/>.
    /// </summary>
    [Fact]
    public async Task It_passes_requests_on_but_none_with_two_ends()
    {
        if (!File.Exists(Program)) Assert.Skip("nginx is not installed.");
        await using var portal = await PortalHost.StartAsync(new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1")
            .Model("test/model", ["alpha:model"]));
        var folder = Directory.CreateTempSubdirectory("jusinfer-nginx-");
        var address = Path.Combine(folder.FullName, "proxy.sock");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "nginx.conf"), ConfigurationFor(portal.Address.Port, address), Token);
        string[] arguments = ["-p", folder.FullName, "-e", "error.log", "-c", "nginx.conf"];
        using var proxy = Process.Start(new ProcessStartInfo(Program, arguments) { UseShellExecute = false })!;
        try
        {
            (await SendAsync(address, "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", proxy))
                .ShouldContain("\"live\"");

            foreach (var framing in (string[])["Length: 44\r\nTransfer-Encoding: chunked", "Length: 5\r\nContent-Length: 44"])
            {
                const string Second = "0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
                var answers = await SendAsync(address, $"POST /v1/models HTTP/1.1\r\nHost: x\r\nContent-{framing}\r\n\r\n{Second}", proxy);
                answers.ShouldStartWith("HTTP/1.1 400");
                answers.ShouldNotContain("\"live\"");
            }
        }
        finally
        {
            proxy.Kill(entireProcessTree: true);
            await proxy.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The example with the portal of the test as both nodes, on a socket without TLS.</summary>
    private static string ConfigurationFor(int portal, string address)
    {
        var example = File.ReadAllLines(Repository.PathOf("deploy", "nginx.conf"))
            .Where(static line => !line.TrimStart().StartsWith("ssl_", StringComparison.Ordinal))
            .Select(line => line.Replace("listen 443 ssl;", $"listen unix:{address};", StringComparison.Ordinal)
                .Replace("server jusinfer-1:5080", $"server 127.0.0.1:{portal}", StringComparison.Ordinal)
                    .Replace("server jusinfer-2:5080", $"server 127.0.0.1:{portal}", StringComparison.Ordinal));
        return $$"""
            daemon off;
            pid nginx.pid;
            events {}
            http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            {{string.Join('\n', example)}}
            }
            """;
    }

    /// <summary>Sends a request as it is, as soon as the proxy listens, and reads until it closes the connection.</summary>
    private static async Task<string> SendAsync(string address, string request, Process proxy)
    {
        await Eventually.TrueAsync(() => File.Exists(address) || proxy.HasExited);
        proxy.HasExited.ShouldBeFalse();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), Token);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync(Token);
    }
}
