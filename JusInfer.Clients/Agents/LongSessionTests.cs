using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>
/// Sessions of 60 steps, during which the agent compacts its conversation, each of two providers is overloaded at times, and two streams are
/// interrupted. The two providers reject each other's signatures of reasoning.
/// </summary>
[Trait("Promise", "P-25")]
[Trait("Promise", "P-27")]
public sealed class LongSessionTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    [Fact]
    public Task Claude_Code_completes_an_errand_of_60_commands() => CompletesErrandAsync(
        Dialect.AnthropicMessages, UnattendedAgent.ClaudeCode, static (agent, endpoint, workspace, prompt) => agent.Command(
            workspace, prompt,
            ("ANTHROPIC_BASE_URL", endpoint.Host),
            ("ANTHROPIC_AUTH_TOKEN", endpoint.Key),
            ("ANTHROPIC_MODEL", "claude-sonnet-4-5"),
            ("CLAUDE_CODE_AUTO_COMPACT_WINDOW", "200000"),
            ("CLAUDE_AUTOCOMPACT_PCT_OVERRIDE", "70")));

    [Fact]
    public Task Codex_completes_an_errand_of_60_commands() => CompletesErrandAsync(
        Dialect.OpenAiResponses, UnattendedAgent.Codex, static (agent, endpoint, workspace, prompt) =>
        {
            workspace.WriteHomeFile(CodexSettings.Path, CodexSettings.ForBuiltInProvider(endpoint.BaseUrl, compactionLimit: 160_000));
            return agent.Command(workspace, prompt, ("CODEX_API_KEY", endpoint.Key));
        });

    /// <summary>
    /// Goose drops signatures; the gateway keeps them for it. Within a turn, goose compacts only when a provider answers that the prompt is too
    /// long.
    /// </summary>
    [Fact]
    public Task Goose_completes_an_errand_of_60_commands() => CompletesErrandAsync(
        Dialect.AnthropicMessages,
        UnattendedAgent.Goose with { Arguments = ["run", "--name", "errand", "--quiet", "--text"] },
        static (agent, endpoint, workspace, prompt) => agent.Command(
            workspace, prompt,
            ("GOOSE_MAX_TURNS", "1000"),
            ("GOOSE_PROVIDER", "openai"),
            ("GOOSE_MODEL", "jusInfer-auto"),
            ("OPENAI_HOST", endpoint.Host),
            ("OPENAI_API_KEY", endpoint.Key)));

    private static async Task CompletesErrandAsync(
        Dialect dialect, UnattendedAgent agent, Func<UnattendedAgent, ClientEndpoint, Workspace, string, Command> start)
    {
        Installation.SkipWithout(agent.Path, "agents");
        using var workspace = new Workspace();
        var (errand, faults) = (LongErrand.Create(workspace.Folder), new ErrandFaults());
        await using var north = await ScriptedProvider.StartAsync(new ErrandProvider("north", faults));
        await using var south = await ScriptedProvider.StartAsync(new ErrandProvider("south", faults));
        await using var gateway = await Gateway.StartAsync(dialect, north.Root, south.Root);

        var result = await start(agent, gateway.Endpoint, workspace, errand.Prompt).RunAsync(Timeout);

        var received = north.RequestsContaining(errand.Tag).Concat(south.RequestsContaining(errand.Tag)).ToArray();
        var rejections = received.Select(static request => request.Rejection).OfType<string>().Except([ErrandProvider.Overloaded, ErrandProvider.TooLong]).ToArray();
        var details = $"{result}\n--- rejected by the providers\n{string.Join('\n', rejections)}\n--- portal\n{gateway.Log.Tail()}";
        File.Exists(errand.File).ShouldBeTrue(details);
        (await File.ReadAllLinesAsync(errand.File)).ShouldBe(Enumerable.Range(1, LongErrand.Steps).Select(step => LongErrand.Line(step, errand.Tag)), details);
        result.Output.ShouldContain(errand.Reply, Case.Sensitive, details);
        result.ExitedInTime.ShouldBeTrue(details);
        rejections.ShouldBeEmpty(details);
        faults.Failovers.ShouldBe(ErrandFaults.OverloadedSteps.Order(), ignoreOrder: false, details);
        faults.Interruptions.ShouldBe(ErrandFaults.InterruptedSteps.Order(), ignoreOrder: false, details);
        faults.Compactions.ShouldBeGreaterThan(0, details);
    }
}
