using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// A reverse proxy as the guide on self-hosting configures it, with TLS and in front of a portal. Clients reach it under the name of the
/// guide and have the address <see cref="Client"/>; its own address is another one.
/// </summary>
internal sealed partial class ReverseProxy : IAsyncDisposable
{
    public const string Client = "127.0.0.2";

    private const string Host = "jusinfer.example.com";
    private const string PortalOfTheGuide = "127.0.0.1:5080";

    /// <summary>
    /// Below the ports that the system gives to connections, and apart from other runs, so that nobody else takes it before the proxy
    /// listens.
    /// </summary>
    private static int lastPort = 21_000 + (Environment.ProcessId % 10_000);

    private readonly Process process;
    private readonly DirectoryInfo folder;
    private readonly X509Certificate2 root;
    private readonly int port;

    private ReverseProxy(Process process, DirectoryInfo folder, X509Certificate2 root, int port) =>
        (this.process, this.folder, this.root, this.port) = (process, folder, root, port);

    /// <summary>The programs, by the language of their code blocks in the guide.</summary>
    public static string[] Names => ["nginx", "haproxy"];

    public string Origin => $"https://{Host}:{port}";

    /// <summary>Starts one. Skips the test where the program is not installed.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="portal">The address of the portal.</param>
    public static async Task<ReverseProxy> StartAsync(string name, Uri portal)
    {
        var program = Array.Find([$"/usr/sbin/{name}", $"/usr/bin/{name}", $"/usr/local/bin/{name}"], File.Exists);
        Assert.SkipWhen(program is null, $"{name} is not installed here; apt-get install -y {name}.");
        var home = Directory.CreateTempSubdirectory("jusinfer-proxy-");
        var free = FreePort();
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(Host);
        var pem = Path.Combine(home.FullName, "server.pem");
        await File.WriteAllTextAsync(pem, $"{certificate.ExportCertificatePem()}\n{TestAuthority.KeyPemOf(certificate)}\n");
        var file = Path.Combine(home.FullName, "proxy.conf");
        var configuration = ConfigurationOf(name, free, pem).Replace(PortalOfTheGuide, portal.Authority, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, configuration);

        string[] arguments = name switch
        {
            "nginx" => ["-p", home.FullName, "-e", "stderr", "-c", file],
            _ => ["-db", "-f", file],
        };
        var start = new ProcessStartInfo(program!, arguments) { UseShellExecute = false };
        var trusted = X509CertificateLoader.LoadCertificate(authority.Root.RawData);
        var proxy = new ReverseProxy(Process.Start(start)!, home, trusted, free);
        try
        {
            await proxy.UntilListeningAsync();
            return proxy;
        }
        catch (Exception)
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends no cookies by itself and follows no redirects.</summary>
    public HttpClient NewClient() => new(NewHandler()) { BaseAddress = new Uri(Origin) };

    /// <summary>Keeps cookies.</summary>
    public HttpClient NewBrowser() => new(new BrowserCookies(NewHandler())) { BaseAddress = new Uri(Origin) };

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        root.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>What the guide says, with the address and the certificate of the test.</summary>
    private static string ConfigurationOf(string name, int port, string pem)
    {
        var guide = File.ReadAllText(Repository.PathOf("content", "docs", "self-hosting.md"));
        var block = CodeBlock().Matches(guide).Single(found => found.Groups["language"].Value == name).Groups["code"].Value;
        return name switch
        {
            "nginx" => $$"""
                daemon off;
                pid nginx.pid;
                {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
                events {}
                http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                server {
                listen 127.0.0.1:{{port}} ssl;
                ssl_certificate {{pem}};
                ssl_certificate_key {{pem}};
                {{block}}
                }
                }
                """,
            _ => Replace("bind :443 ssl crt /etc/haproxy/jusinfer.pem", $"bind 127.0.0.1:{port} ssl crt {pem}"),
        };

        string Replace(string written, string used)
        {
            block.ShouldContain(written);
            return block.Replace(written, used, StringComparison.Ordinal);
        }
    }

    private SocketsHttpHandler NewHandler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ResponseDrainTimeout = TimeSpan.Zero,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { root },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(Client), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    private static int FreePort()
    {
        while (true)
        {
            var free = Interlocked.Increment(ref lastPort);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, free));
                return free;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another run of the tests has it.
            }
        }
    }

    private async Task UntilListeningAsync()
    {
        await Eventually.TrueAsync(async () => process.HasExited || await IsListeningAsync());
        process.HasExited.ShouldBeFalse("The proxy does not accept the configuration of the guide.");
    }

    private async Task<bool> IsListeningAsync()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(
        "^```(?<language>[a-z]+)\n(?<code>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex CodeBlock();
}
