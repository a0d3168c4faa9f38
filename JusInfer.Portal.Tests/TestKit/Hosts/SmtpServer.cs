using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>An SMTP server (RFC 5321) that receives mails on a loopback socket, and answers as the test says.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<ReceivedMail> received = new();
    private readonly ConcurrentQueue<string> commands = new();
    private readonly ConcurrentQueue<Task> running = new();

    private SmtpServer()
    {
    }

    /// <summary>With a certificate, the server offers STARTTLS (RFC 3207).</summary>
    public X509Certificate2? Certificate { get; private init; }

    /// <summary>Whether the server offers AUTH LOGIN. It accepts every password.</summary>
    public bool OffersLogin { get; private init; }

    /// <summary>The reply to a command; null for the usual one.</summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    /// <summary>Whether the server accepts connections and says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether the server says nothing after it has received a mail.</summary>
    public bool IsSilentAfterData { get; set; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IReadOnlyList<ReceivedMail> Received => [.. received];

    /// <summary>The lines that clients sent, without the content of mails.</summary>
    public IReadOnlyList<string> Commands => [.. commands];

    public static SmtpServer Start(X509Certificate2? certificate = null, bool offersLogin = false)
    {
        var server = new SmtpServer { Certificate = certificate, OffersLogin = offersLogin };
        server.listener.Start();
        server.running.Enqueue(server.AcceptAsync());
        return server;
    }

    /// <summary>The settings of a portal that sends its mails to this server.</summary>
    public (string Key, string Value)[] Settings(string publicUrl) =>
    [
        ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{Port}"), ("Smtp:Security", "none"), ("Smtp:From", "JusInfer <noreply@example.com>"), ("Portal:PublicUrl", publicUrl),
    ];

    public async Task<IReadOnlyList<ReceivedMail>> WaitForAsync(int count)
    {
        await Eventually.TrueAsync(() => received.Count >= count, $"{count} mails were received");
        return Received;
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        listener.Stop();
        while (running.TryDequeue(out var task)) await task;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) running.Enqueue(ConverseAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test has ended, perhaps between two connections.
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (IsSilent) await Task.Delay(Timeout.Infinite, stop.Token);
                await new Conversation(this, client.GetStream()).RunAsync();
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client is gone, or does not trust the certificate.
            }
        }
    }

    private sealed class Conversation(SmtpServer server, Stream stream)
    {
        private readonly List<string> recipients = [];
        private Stream wire = stream;
        private string sender = "";
        private string? login;

        private bool IsSecure => wire is SslStream;

        public async Task RunAsync()
        {
            await SayAsync("220 mail.example.com ESMTP");
            while (await ReadLineAsync() is { } line)
            {
                server.commands.Enqueue(line);
                if (server.Answer(line) is { } scripted) await SayAsync(scripted);
                else if (!await ObeyAsync(line)) return;
            }
        }

        private async Task<bool> ObeyAsync(string line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO": await SayAsync(string.Join("\r\n", Greeting())); break;
                case "STARTTLS": await StartTlsAsync(); break;
                case "AUTH": await LogInAsync(line); break;
                case "MAIL":
                    sender = AddressIn(line);
                    recipients.Clear();
                    await SayAsync("250 OK");
                    break;
                case "RCPT":
                    recipients.Add(AddressIn(line));
                    await SayAsync("250 OK");
                    break;
                case "DATA": await ReceiveAsync(); break;
                case "QUIT":
                    await SayAsync("221 Bye");
                    return false;
                default: await SayAsync("250 OK"); break;
            }

            return true;
        }

        private IEnumerable<string> Greeting()
        {
            yield return "250-mail.example.com";
            if (server.Certificate is not null && !IsSecure) yield return "250-STARTTLS";
            if (server.OffersLogin) yield return "250-AUTH LOGIN";
            yield return "250 SIZE 1000000";
        }

        private async Task StartTlsAsync()
        {
            await SayAsync("220 Go ahead");
            var tls = new SslStream(wire);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server.Certificate }, server.stop.Token);
            wire = tls;
        }

        private async Task LogInAsync(string line)
        {
            var user = line.Split(' ') is [_, _, var initial] ? initial : await AskAsync("VXNlcm5hbWU6");
            login = $"{Decode(user)}:{Decode(await AskAsync("UGFzc3dvcmQ6"))}";
            await SayAsync("235 OK");
        }

        private async Task<string> AskAsync(string question)
        {
            await SayAsync($"334 {question}");
            return await ReadLineAsync() ?? "";
        }

        private async Task ReceiveAsync()
        {
            await SayAsync("354 End with a dot");
            var content = new StringBuilder();
            while (await ReadLineAsync() is { } line && line != ".") content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            server.received.Enqueue(new ReceivedMail(sender, [.. recipients], content.ToString(), IsSecure, login));
            if (server.IsSilentAfterData) await Task.Delay(Timeout.Infinite, server.stop.Token);
            await SayAsync("250 OK");
        }

        private async Task SayAsync(string text)
        {
            await wire.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), server.stop.Token);
            await wire.FlushAsync(server.stop.Token);
        }

        /// <summary>Reads byte by byte: what follows STARTTLS belongs to the handshake.</summary>
        private async Task<string?> ReadLineAsync()
        {
            var line = new List<byte>();
            var next = new byte[1];
            while (await wire.ReadAsync(next, server.stop.Token) == 1)
            {
                if (next[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                line.Add(next[0]);
            }

            return null;
        }

        private static string AddressIn(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

        private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
    }
}
