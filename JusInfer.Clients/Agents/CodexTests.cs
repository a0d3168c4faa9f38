using System.Text.Json;
using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>OpenAI's Codex. It calls only <c>/v1/responses</c>.</summary>
[Trait("Promise", "P-27")]
public sealed class CodexTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly UnattendedAgent Codex = UnattendedAgent.Codex;

    [Theory, EveryTarget, DemoTarget]
    public Task Codex_completes_its_task(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiResponses, Codex.Path, static (endpoint, workspace, prompt) =>
    {
        workspace.WriteHomeFile(CodexSettings.Path, CodexSettings.ForOwnProvider(endpoint, """env_key = "JUSINFER_API_KEY" """));
        return Codex.Command(workspace, prompt, ("JUSINFER_API_KEY", endpoint.Key));
    });

    [Theory, EveryTarget]
    public async Task Codex_compacts_its_session_and_completes_its_task(ClientTarget target)
    {
        if (target == ClientTarget.NoGateway) Assert.Skip("The scripted provider does not compact conversations itself.");
        Installation.SkipWithout(Codex.Path, "agents");
        using var workspace = new Workspace();
        var (endpoint, task) = (await Fixture.EndpointAsync(target), AgentTask.Create(workspace.Folder));
        await using var handshakes = new HandshakeCounter(endpoint.Root);

        // Every answer reports 120 tokens.
        workspace.WriteHomeFile(CodexSettings.Path, CodexSettings.ForBuiltInProvider($"{handshakes.Address}v1", compactionLimit: 100));
        var result = await Codex.Command(workspace, task.Prompt, ("CODEX_API_KEY", endpoint.Key)).RunAsync(Timeout);

        var received = Fixture.Provider.RequestsContaining(task.Reply);
        var details = $"{result}\n--- rejected by the provider\n{string.Join('\n', received.Select(static request => request.Rejection).OfType<string>())}\n--- portal\n{await Fixture.LogAsync(target)}";
        File.Exists(task.File).ShouldBeTrue(details);
        result.Output.ShouldContain(task.Reply, Case.Sensitive, details);
        result.ExitedInTime.ShouldBeTrue(details);
        received.ShouldAllBe(static request => request.Rejection == null, details);
        received.Count(static request => request.Body.Contains("Stop working on the task here.", StringComparison.Ordinal)).ShouldBeGreaterThan(0, details);
        handshakes.Count.ShouldBe(1, details);
    }

    [Fact]
    public async Task Codex_reads_the_model_list()
    {
        Installation.SkipWithout(Codex.Path, "agents");
        using var workspace = new Workspace();
        var (endpoint, task) = (await Fixture.EndpointAsync(ClientTarget.OpenAiChat), AgentTask.Create(workspace.Folder));
        workspace.WriteHomeFile("token.sh", $"#!/bin/sh\nprintf '%s' '{endpoint.Key}'\n");
        workspace.WriteHomeFile(CodexSettings.Path, CodexSettings.ForOwnProvider(endpoint, $"""
            [model_providers.jusinfer.auth]
            command = "/bin/sh"
            args = ["{workspace.Home}/token.sh"]
            refresh_interval_ms = 300000
            """));

        var result = await Codex.Command(workspace, task.Prompt).RunAsync(Timeout);

        result.Output.ShouldContain(task.Reply, Case.Sensitive, result.ToString());
        result.Errors.ShouldNotContain("failed to decode");
        var cached = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(workspace.Home, ".codex", "models_cache.json"))).GetProperty("models").EnumerateArray()
            .ToDictionary(static model => model.GetProperty("slug").GetString()!, static model => model.GetProperty("context_window").GetInt32());
        cached["jusInfer-auto"].ShouldBe(400_000);
        cached.Keys.ShouldContain("openai/gpt-5");
    }
}
