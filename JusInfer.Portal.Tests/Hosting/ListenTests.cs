using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// A server that cannot listen says so in one sentence. It printed a stack trace, ended with SIGABRT and logged that background services
/// had failed: aspnet/Hosting#1416.
/// </summary>
[Slow]
public sealed class ListenTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jinf-listen-");
    private readonly TcpListener other = new(IPAddress.Loopback, 0);

    public ListenTests() => other.Start();

    private int Port => ((IPEndPoint)other.LocalEndpoint).Port;

    private string Data => Path.Combine(folder.FullName, "data");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("*")]
    public async Task A_port_that_is_in_use_is_named(string host)
    {
        await using var process = PortalProcess.Launch(("Store:Path", Data), ("Urls", $"http://{host}:{Port}"));

        (await process.WaitForExitAsync()).ShouldBe(69, process.Output);

        ShouldSay(process, $":{Port}: another program listens on this port. Stop that program, or choose another port");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        await using var process = PortalProcess.Launch(("Store:Path", Data), ("Urls", $"http://192.0.2.1:{Port}"));

        (await process.WaitForExitAsync()).ShouldBe(69, process.Output);

        ShouldSay(process, $"The server cannot listen on 192.0.2.1:{Port}: 192.0.2.1 is not an address of this machine.");
    }

    [Fact]
    public async Task A_port_that_needs_more_rights_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have other rights.");
        var free = await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_unprivileged_port_start", TestContext.Current.CancellationToken);
        var port = int.Parse(free, CultureInfo.InvariantCulture) - 1;
        Assert.SkipWhen(port < 1, "Every user may listen on every port.");
        var program = Path.Combine(AppContext.BaseDirectory, "JusInfer.Portal.dll");
        string[] words = Environment.IsPrivilegedProcess
            ? ["setpriv", "--bounding-set", "-net_bind_service", "dotnet", program]
            : ["dotnet", program];
        await using var process = PortalProcess.Launch(
            words[0], words[1..], Repository.Root, ("Store:Path", Data), ("Urls", $"http://127.0.0.1:{port}"));

        (await process.WaitForExitAsync()).ShouldBe(78, process.Output);

        ShouldSay(process, $"The server cannot listen on 127.0.0.1:{port}: the user of this process may not listen on port {port}.");
    }

    [Fact]
    public void Each_other_fault_has_the_words_of_the_system()
    {
        var fault = new ListenException(new IPEndPoint(IPAddress.IPv6Loopback, 5080), SocketError.AddressFamilyNotSupported);

        fault.Description.ShouldStartWith($"The server cannot listen on [::1]:5080: {fault.Message}. Choose another address");
        fault.ExitCode.ShouldBe(78);
    }

    public void Dispose()
    {
        other.Stop();
        folder.Delete(recursive: true);
    }

    private static void ShouldSay(PortalProcess process, string sentence)
    {
        process.Output.ShouldContain(sentence);
        foreach (var unwanted in (string[])["   at ", "Exception", "BackgroundService", "Hosting failed", "JusInfer is running"])
            process.Output.ShouldNotContain(unwanted);
    }
}
