using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.Configuration;
using Npgsql;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What can be checked of the files in <c>deploy/</c> without Docker.</summary>
public sealed partial class DeploymentTests
{
    /// <summary>What a node needs to stop: 30 seconds for running calls, and some for their records.</summary>
    private static readonly TimeSpan MinStopTime = TimeSpan.FromSeconds(45);

    [Fact]
    public void The_nodes_of_the_compose_file_share_the_database_and_nothing_else()
    {
        var services = Map(Compose()["services"]);
        var nodes = Nodes();

        nodes.Length.ShouldBe(2);
        nodes.Select(static node => List(node["volumes"]).Single()).ShouldBeUnique();
        foreach (var node in nodes)
        {
            List(node["volumes"]).Single().ShouldEndWith(":/data");
            TimeSpan.FromSeconds(int.Parse(((string)node["stop_grace_period"]).TrimEnd('s'), CultureInfo.InvariantCulture)).ShouldBeGreaterThan(MinStopTime);
        }

        var volumes = Map(Compose()["volumes"]).Keys;
        foreach (var service in services.Values.Select(Map).Where(static service => service.ContainsKey("volumes")))
            foreach (var volume in List(service["volumes"]).Where(static volume => !volume.StartsWith('.'))) volumes.ShouldContain(volume.Split(':')[0]);
    }

    /// <summary>OWASP's rules for containers, as far as a compose file can follow them.</summary>
    [Fact]
    public void The_nodes_of_the_compose_file_have_no_rights_that_they_do_not_need()
    {
        foreach (var node in Nodes())
        {
            node["read_only"].ShouldBe("true");
            List(node["tmpfs"]).ShouldBe(["/tmp"]);
            List(node["cap_drop"]).ShouldBe(["ALL"]);
            List(node["security_opt"]).ShouldBe(["no-new-privileges:true"]);
            node.Keys.ShouldContain("mem_limit");
            node.Keys.ShouldContain("pids_limit");
        }
    }

    [Fact]
    public void The_portal_accepts_the_settings_of_the_nodes()
    {
        var environment = Map(Map(Map(Compose()["services"])["jusinfer-1"])["environment"]);
        var settings = environment.ToDictionary(
            static one => one.Key.Replace("__", ":", StringComparison.Ordinal),
            static one => (string?)Placeholder().Replace((string)one.Value, "secret"));
        var errors = new List<string>();

        var read = PortalSettings.Read(new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), errors), Path.GetTempPath());

        errors.ShouldBeEmpty();
        read.Store.IsShared.ShouldBeTrue();
        read.Store.FindFault().ShouldBeNull();
        Text("compose.yaml").ShouldContain($"subnet: {settings["Proxy:Known:0"]}");
    }

    [Fact]
    public void The_proxy_buffers_nothing_and_waits_for_the_longest_call()
    {
        var proxy = Text("nginx.conf");

        Directive(proxy, "proxy_buffering").ShouldBe("off");
        Directive(proxy, "proxy_request_buffering").ShouldBe("off");
        foreach (var timeout in (string[])["proxy_read_timeout", "proxy_send_timeout"])
            int.Parse(Directive(proxy, timeout).TrimEnd('s'), CultureInfo.InvariantCulture).ShouldBeGreaterThan(600);
        (int.Parse(Directive(proxy, "client_max_body_size").TrimEnd('m'), CultureInfo.InvariantCulture) * 1024L * 1024).ShouldBeGreaterThanOrEqualTo(new GatewayOptions().MaxRequestBytes);
        foreach (var header in (string[])["Host $http_host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr", "Upgrade $http_upgrade"])
            proxy.ShouldContain($"proxy_set_header {header};");
        proxy.Count(static character => character == '{').ShouldBe(proxy.Count(static character => character == '}'));
        foreach (var node in Map(Compose()["services"]).Keys.Where(static name => name.StartsWith("jusinfer-", StringComparison.Ordinal)))
            proxy.ShouldContain($"server {node}:5080 ");

        // The calls of a key stay on one node, and without a key, those of an address.
        Directive(proxy, "hash").ShouldBe("$affinity consistent");
        proxy.ShouldContain("map $http_authorization$http_x_api_key $affinity {");
        proxy.ShouldContain("\"\"      $remote_addr;");

        // A call that was sent to a node may have cost money.
        Directive(proxy, "proxy_next_upstream").ShouldBe("error");
    }

    [Fact]
    public async Task The_systemd_unit_is_valid_and_lets_the_node_drain()
    {
        var unit = Path.Combine(Repository.Root, "deploy", "jusinfer.service");
        var lines = await File.ReadAllLinesAsync(unit, TestContext.Current.CancellationToken);
        TimeSpan.FromSeconds(int.Parse(lines.Single(static line => line.StartsWith("TimeoutStopSec=", StringComparison.Ordinal))[15..], CultureInfo.InvariantCulture)).ShouldBeGreaterThan(MinStopTime);
        lines.ShouldContain("KillSignal=SIGTERM");

        if (!File.Exists("/usr/bin/systemd-analyze")) Assert.Skip("systemd-analyze is not installed.");
        var (_, _, errors) = await OtherProgram.RunAsync(new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", unit]));
        errors.Split('\n').Where(static line => line.Contains("jusinfer.service", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>From 0, which can do nothing, to 10. A unit without restrictions has 9.6.</summary>
    [Fact]
    public async Task The_systemd_unit_is_exposed_less_than_3_of_10()
    {
        if (!File.Exists("/usr/bin/systemd-analyze")) Assert.Skip("systemd-analyze is not installed.");
        var unit = Path.Combine(Repository.Root, "deploy", "jusinfer.service");

        var (_, report, errors) = await OtherProgram.RunAsync(
            new ProcessStartInfo("/usr/bin/systemd-analyze", ["security", "--offline=true", "--no-pager", unit]));

        var level = Exposure().Match(report);
        level.Success.ShouldBeTrue(report + errors);
        double.Parse(level.Groups["level"].ValueSpan, CultureInfo.InvariantCulture).ShouldBeLessThan(3);
    }

    /// <summary>The rule of systemd.service(5) for <c>Restart=on-failure</c>, applied to the exit codes of the program.</summary>
    [Fact]
    public void The_systemd_unit_starts_a_node_again_that_stopped_by_itself_and_none_that_cannot_start()
    {
        var unit = Text("jusinfer.service");
        var prevented = Setting(unit, "RestartPreventExitStatus").Split(' ').Select(int.Parse).ToArray();

        Setting(unit, "Restart").ShouldBe("on-failure");
        Restarts(0).ShouldBeFalse("a stop that was asked for");
        Restarts(ExitCodes.Stopped).ShouldBeTrue("a node that was taken over");
        Restarts(ExitCodes.Unavailable).ShouldBeTrue("the database may come back");
        Restarts(ExitCodes.Usage).ShouldBeFalse();
        Restarts(ExitCodes.Configuration).ShouldBeFalse();
        Setting(unit, "StartLimitIntervalSec").ShouldBe("0", "the database may be away for longer than five starts take");
        int.Parse(Setting(unit, "RestartSec"), CultureInfo.InvariantCulture).ShouldBePositive();

        bool Restarts(int exitCode) => exitCode != 0 && !prevented.Contains(exitCode);
    }

    [Fact]
    public void The_connections_of_the_nodes_of_the_compose_file_are_fewer_than_PostgreSQL_allows_by_default()
    {
        const int AllowedByDefault = 97;
        var nodes = Nodes().Select(static node => (string)Map(node["environment"])["ConnectionStrings__Store"])
            .Select(static store => new NpgsqlConnectionStringBuilder(Placeholder().Replace(store, "secret")));

        nodes.Sum(static store => store.MaxPoolSize + 1).ShouldBeLessThanOrEqualTo(AllowedByDefault);
    }

    private static Dictionary<string, object>[] Nodes() =>
    [
        .. Map(Compose()["services"]).Where(static service => service.Key.StartsWith("jusinfer-", StringComparison.Ordinal))
            .Select(static service => Map(service.Value)),
    ];

    private static string Setting(string unit, string name) =>
        unit.Split('\n').Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string Text(string name) => File.ReadAllText(Path.Combine(Repository.Root, "deploy", name));

    private static Dictionary<string, object> Compose() =>
        new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(new StringReader(Text("compose.yaml")))));

    private static Dictionary<string, object> Map(object node) =>
        ((Dictionary<object, object>)node).ToDictionary(static pair => (string)pair.Key, static pair => pair.Value);

    private static string[] List(object node) => [.. ((List<object>)node).Cast<string>()];

    private static string Directive(string file, string name) => Regex.Match(file, $@"^\s*{name} ([^;]+);", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex(@"Overall exposure level for \S+: (?<level>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Exposure();

    [GeneratedRegex(@"\$\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
