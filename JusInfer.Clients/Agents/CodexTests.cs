using System.Text.Json;
using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>OpenAI's Codex. It calls only <c>/v1/responses</c>.</summary>
[Trait("Promise", "P-27")]
public sealed class CodexTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Codex = Installation.Agent(".bin/codex");

    [Theory, EveryTarget, DemoTarget]
    public Task Codex_completes_its_task(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiResponses, Codex, static (endpoint, workspace, prompt) =>
    {
        workspace.WriteHomeFile(".codex/config.toml", $"""
            model = "jusInfer-auto"
            model_provider = "jusinfer"
            check_for_update_on_startup = false

            [analytics]
            enabled = false

            [model_providers.jusinfer]
            name = "JusInfer"
            base_url = "{endpoint.BaseUrl}"
            env_key = "JUSINFER_API_KEY"
            wire_api = "responses"
            """);
        return workspace.Command(
            Codex, ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", prompt],
            ("JUSINFER_API_KEY", endpoint.Key));
    });

    [Theory, EveryTarget]
    public async Task Codex_compacts_its_session_and_completes_its_task(ClientTarget target)
    {
        if (target == ClientTarget.NoGateway) Assert.Skip("The scripted provider does not compact conversations itself.");
        Installation.SkipWithout(Codex, "agents");
        using var workspace = new Workspace();
        var (endpoint, task) = (await Fixture.EndpointAsync(target), AgentTask.Create(workspace.Folder));
        await using var handshakes = new HandshakeCounter(endpoint.Root);

        // The built-in provider compacts remotely and tries a WebSocket first. Every answer reports 120 tokens.
        workspace.WriteHomeFile(".codex/config.toml", $"""
            model = "jusInfer-auto"
            openai_base_url = "{handshakes.Address}v1"
            model_auto_compact_token_limit = 100
            check_for_update_on_startup = false

            [analytics]
            enabled = false
            """);
        var result = await workspace.Command(
            Codex, ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", task.Prompt],
            ("CODEX_API_KEY", endpoint.Key)).RunAsync(Timeout);

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
        Installation.SkipWithout(Codex, "agents");
        using var workspace = new Workspace();
        var (endpoint, task) = (await Fixture.EndpointAsync(ClientTarget.OpenAiChat), AgentTask.Create(workspace.Folder));
        workspace.WriteHomeFile("token.sh", $"#!/bin/sh\nprintf '%s' '{endpoint.Key}'\n");
        workspace.WriteHomeFile(".codex/config.toml", $"""
            model = "jusInfer-auto"
            model_provider = "jusinfer"
            check_for_update_on_startup = false

            [analytics]
            enabled = false

            [model_providers.jusinfer]
            name = "JusInfer"
            base_url = "{endpoint.BaseUrl}"
            wire_api = "responses"

            [model_providers.jusinfer.auth]
            command = "/bin/sh"
            args = ["{workspace.Home}/token.sh"]
            refresh_interval_ms = 300000
            """);

        var result = await workspace.Command(
            Codex, ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", task.Prompt]).RunAsync(Timeout);

        result.Output.ShouldContain(task.Reply, Case.Sensitive, result.ToString());
        result.Errors.ShouldNotContain("failed to decode");
        var cached = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(workspace.Home, ".codex", "models_cache.json"))).GetProperty("models").EnumerateArray()
            .ToDictionary(static model => model.GetProperty("slug").GetString()!, static model => model.GetProperty("context_window").GetInt32());
        cached["jusInfer-auto"].ShouldBe(400_000);
        cached.Keys.ShouldContain("openai/gpt-5");
    }
}
