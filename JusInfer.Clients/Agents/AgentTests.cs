using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>
/// Runs a coding agent unattended on a task. Checks the file that the agent created and its final answer, not its exit code: some agents
/// exit with 0 after a failed turn.
/// </summary>
public abstract class AgentTests(ClientFixture fixture)
{
    /// <summary>The minimum number of model calls: write, read, answer.</summary>
    private const int MinTurns = 3;

    /// <summary>In demo mode, an agent that needs more does not end its turn by itself.</summary>
    private const int MaxDemoCalls = 29;

    private protected static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromSeconds(30);

    private protected ClientFixture Fixture { get; } = fixture;

    /// <param name="target">What the agent connects to.</param>
    /// <param name="dialect">The dialect that the agent uses.</param>
    /// <param name="program">The path of its executable.</param>
    /// <param name="start">Creates the command that starts it with a prompt.</param>
    private protected async Task CompletesTaskAsync(ClientTarget target, Dialect dialect, string program, Func<ClientEndpoint, Workspace, string, Command> start)
    {
        Installation.SkipWithout(program, "agents");
        using var workspace = new Workspace();
        if (target == ClientTarget.Demo)
        {
            await EndsItsTurnInDemoModeAsync(workspace, start);
            return;
        }

        var (endpoint, task) = (await Fixture.EndpointAsync(target), AgentTask.Create(workspace.Folder));
        var result = await start(endpoint, workspace, task.Prompt).RunAsync(Timeout);

        var received = Fixture.Provider.RequestsContaining(task.Reply);
        var rejections = string.Join('\n', received.Select(static request => request.Rejection).OfType<string>());
        var details = $"{result}\n--- rejected by the provider\n{rejections}\n--- portal\n{await Fixture.LogAsync(target)}";
        File.Exists(task.File).ShouldBeTrue($"The file was not created.\n{details}");
        (await File.ReadAllTextAsync(task.File)).ShouldBe($"{task.Line}\n", details);
        result.Output.ShouldContain(task.Reply, Case.Sensitive, details);
        result.ExitedInTime.ShouldBeTrue(details);
        received.Count.ShouldBeGreaterThanOrEqualTo(MinTurns, details);
        received.ShouldAllBe(static request => request.Rejection == null, details);
        received.ShouldAllBe(request => request.Dialect == (target.UpstreamDialect() ?? dialect), details);
    }

    /// <summary>Runs a script that uses the SDKs and prints the answer of the scripted model.</summary>
    private protected async Task PrintsTheAnswerAsync(Func<ClientEndpoint, Workspace, Command> start)
    {
        Installation.SkipWithout(Path.Combine(Installation.Sdks, "node_modules", ".package-lock.json"), "sdks");
        var endpoint = await Fixture.EndpointAsync(ClientTarget.OpenAiChat);
        using var workspace = new Workspace();
        Directory.CreateSymbolicLink(Path.Combine(workspace.Folder, "node_modules"), Path.Combine(Installation.Sdks, "node_modules"));

        var result = await start(endpoint, workspace).RunAsync(ScriptTimeout);

        // The scripted model says "You said: …", and after a tool call "The tools said: …".
        result.Output.ShouldContain(" said: ", Case.Sensitive, result.ToString());
    }

    private async Task EndsItsTurnInDemoModeAsync(Workspace workspace, Func<ClientEndpoint, Workspace, string, Command> start)
    {
        var (account, task) = (await Fixture.DemoAccountAsync(), AgentTask.Create(workspace.Folder));
        var result = await start(account.Endpoint, workspace, task.Prompt).RunAsync(Timeout);

        result.ExitedInTime.ShouldBeTrue(result.ToString());
        (await account.CountCallsAsync()).ShouldBeInRange(1, MaxDemoCalls, result.ToString());
        result.Output.ShouldContain(task.Reply, Case.Sensitive, result.ToString());
    }
}
