using System.Diagnostics;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Tests.Catalog;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using YamlDotNet.RepresentationModel;

namespace JusInfer.Portal.Tests.Content;

/// <summary>
/// The examples of the articles. Every command with curl is run against the portal as it ships, in demo mode. Code of other languages is
/// checked for its syntax; scripts and settings of clients are run by <c>Clients/GuideTests</c>.
/// </summary>
public sealed class GuideExamplesTests
{
    private const string Address = "http://localhost:5080";

    /// <summary>Lets curl fail for a status of 400 or higher.</summary>
    private const string Prologue = """
        set -e
        curl() { command curl --fail-with-body --silent --show-error --max-time 30 "$@"; }

        """;

    public static TheoryData<string> Files => [.. CodeBlocks.Files];

    public static TheoryData<string> FilesWithCommands => [.. CodeBlocks.Files.Where(static file => CommandsIn(file).Any())];

    [Theory]
    [MemberData(nameof(FilesWithCommands))]
    public async Task Every_command_with_curl_succeeds(string file)
    {
        await using var portal = await PagesHost.StartAsync("--Simulator:FirstTokenDelay", "00:00:00", "--Simulator:TokenDelay", "00:00:00");
        var variables = await CreateTeamAsync(portal);
        foreach (var command in CommandsIn(file))
        {
            var script = string.Join('\n', command.Split('\n').Where(static line => !line.StartsWith("export JUSINFER_", StringComparison.Ordinal)));
            var (exit, output) = await RunAsync("bash", ["-c", Prologue + script.Replace(Address, portal.Browser.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal)], variables);

            exit.ShouldBe(0, $"{file}\n{command}\n{output}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Shell_code_is_valid(string file)
    {
        foreach (var block in CodeBlocks.In(file, "bash")) await ShouldPassAsync("bash", ["-n", "-c", block.Text]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Python_code_is_valid(string file)
    {
        foreach (var block in CodeBlocks.In(file, "python")) await ShouldPassAsync("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", block.Text]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task JavaScript_code_is_valid(string file)
    {
        foreach (var block in CodeBlocks.In(file, "javascript"))
        {
            var script = Path.ChangeExtension(Path.GetTempFileName(), ".mjs");
            await File.WriteAllTextAsync(script, block.Text, TestContext.Current.CancellationToken);
            await ShouldPassAsync("node", ["--check", script]);
            File.Delete(script);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Json_and_yaml_are_valid(string file)
    {
        foreach (var block in CodeBlocks.In(file, "json")) Should.NotThrow(() => JsonDocument.Parse(block.Text), $"{file}\n{block.Text}");
        foreach (var block in CodeBlocks.In(file, "yaml")) Should.NotThrow(() => new YamlStream().Load(new StringReader(block.Text)), $"{file}\n{block.Text}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_catalog_in_an_article_can_be_loaded(string file)
    {
        foreach (var block in CodeBlocks.In(file, "json").Where(static block => block.Text.Contains("\"auto\":", StringComparison.Ordinal)))
            CatalogReader.Read(Encoding.UTF8.GetBytes(block.Text), CatalogFile.Dialects, static _ => "credential").Error.ShouldBeNull(file);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_code_block_names_its_language(string file) =>
        CodeBlocks.In(file).Where(static block => block.Language.Length == 0).Select(static block => block.Text).ShouldBeEmpty();

    private static IEnumerable<string> CommandsIn(string file) => CodeBlocks.In(file, "bash").Select(static block => block.Text)
        .Where(static text => text.Contains("curl", StringComparison.Ordinal) && text.Contains(Address, StringComparison.Ordinal));

    /// <summary>Signs up the owner of a team. The examples take these values from the environment.</summary>
    private static async Task<Dictionary<string, string>> CreateTeamAsync(PagesHost portal)
    {
        var team = await PortalTeam.SignUpAsync(portal.Browser);
        var members = await team.Api.GetAsync("/v1/tenant/members");
        var key = await MintAsync(team, new { name = "guide" });
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ACCESS_TOKEN"] = team.Api.Access!,
            ["KEY_ID"] = key.Text("id"),
            ["MEMBER_ID"] = members.Json.GetProperty("data")[0].GetProperty("id").GetString()!,
            ["JUSINFER_API_KEY"] = key.Text("key"),
            ["JUSINFER_SANDBOX_KEY"] = (await MintAsync(team, new { name = "guide drills", sandbox = true })).Text("key"),
        };
    }

    private static async Task<ApiAnswer> MintAsync(PortalTeam team, object fields)
    {
        var answer = await team.Api.PostAsync("/v1/keys", fields);
        answer.ShouldBe(201);
        return answer;
    }

    private static async Task ShouldPassAsync(string program, string[] arguments)
    {
        var (exit, output) = await RunAsync(program, arguments, []);
        exit.ShouldBe(0, $"{arguments[^1]}\n{output}");
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, string[] arguments, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        var (exit, output, errors) = await OtherProgram.RunAsync(start);
        return (exit, output + errors);
    }
}
