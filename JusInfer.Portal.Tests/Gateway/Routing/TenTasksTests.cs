using System.Diagnostics;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>The experiment of <c>tools/ten-tasks</c>, which any team can run.</summary>
[Trait("Promise", "P-14")]
[Slow]
public sealed class TenTasksTests
{
    private const string Pinned = "test/pinned";
    private const string Cheap = "test/cheap";
    private static readonly string Script = Repository.PathOf("tools", "ten-tasks", "ten_tasks.py");

    [Fact]
    public async Task The_experiment_prints_both_bills_and_what_was_done()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("alpha", upstream.BaseUrl)
            .Model(Pinned, ["alpha:pinned"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15)
            .Model(Cheap, ["alpha:cheap"], "small", 0.3, input: 0.3m, cacheRead: 0.03m, output: 1.5m));
        var team = await portal.SignUpAsync();

        // Every first answer runs a command, every second one ends the task. Only the pinned model does the second task.
        upstream.Always(request => request.Text.Contains("tool_call_id", StringComparison.Ordinal)
            ? Replies.Json(ChatSse.Completion("Done."))
            : Replies.Json(ChatSse.ToolCompletion("bash", CommandFor(request))));
        var folder = Directory.CreateTempSubdirectory("ten-tasks-");
        try
        {
            var tasks = Path.Combine(folder.FullName, "tasks.json");
            await File.WriteAllTextAsync(
                tasks,
                """[{"name":"first","prompt":"easy","check":"test -f done.txt && grep -q given given.txt","files":{"given.txt":"given"}},{"name":"second","prompt":"hard","check":"test -f done.txt"}]""",
                TestContext.Current.CancellationToken);

            var output = await RunAsync(team.Api.Access!, "--url", portal.Address.ToString(), "--model", Pinned, "--auto", "auto:cheap", "--tasks", tasks);

            var lines = output.Split('\n');
            Words(lines[1]).ShouldBe(["first", "0.000162", "2", "yes", "0.000016", "2", "yes"]);
            Words(lines[2]).ShouldBe(["second", "0.000162", "2", "yes", "0.000016", "2", "no"]);
            Words(lines[3]).ShouldBe(["sum", "0.000324", "4", "2", "0.000032", "4", "1"]);
            output.ShouldContain("auto:cheap cost 10% of test/pinned, and did 1 of 2 tasks instead of 2.");
            output.ShouldContain("At most half of the bill: yes. At least as many tasks: no.");
            var records = await team.AllRecordsAsync();
            records.Count.ShouldBe(8);
            records.Select(static record => record.GetProperty("key_id").GetString()).Distinct().Count().ShouldBe(4);
            (await team.Api.GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray().ShouldAllBe(key => key.GetProperty("revoked_at").ValueKind == JsonValueKind.String);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_ten_tasks_are_ten_with_a_check_each()
    {
        var tasks = JsonElement.Parse(File.ReadAllText(Repository.PathOf("tools", "ten-tasks", "tasks.json"))).EnumerateArray().ToArray();

        tasks.Length.ShouldBe(10);
        tasks.ShouldAllBe(task => task.GetProperty("check").GetString()!.StartsWith("python3 ") && task.GetProperty("checkFiles").GetProperty("check.py").GetString()!.Length > 100);
        tasks.Select(static task => task.GetProperty("name").GetString()).Distinct().Count().ShouldBe(10);
    }

    private static string CommandFor(UpstreamRequest request) =>
        request.Text.Contains("hard", StringComparison.Ordinal) && request.Json.GetProperty("model").GetString() == "cheap" ? """{"command":"true"}""" : """{"command":"touch done.txt"}""";

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> RunAsync(string token, params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", [Script, .. arguments]) { Environment = { ["JUSINFER_TOKEN"] = token } };
        var (exit, output, errors) = await OtherProgram.RunAsync(start);
        exit.ShouldBe(0, errors);
        return output;
    }
}
