using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>OpenAI's Codex. It calls only <c>/v1/responses</c>.</summary>
[Trait("Promise", "P-27")]
public sealed class CodexTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Codex = Installation.Agent(".bin/codex");

    [Theory, EveryTarget]
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
}
