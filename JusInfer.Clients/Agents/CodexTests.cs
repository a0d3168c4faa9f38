using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>OpenAI's Codex. It asks <c>/v1/responses</c> and nothing else.</summary>
[Trait("Promise", "P-27")]
public sealed class CodexTests(Site site) : AgentTests(site)
{
    private static readonly string Codex = Installation.Agent(".bin/codex");

    [Theory, EveryBehind]
    public Task Codex_finishes_its_errand(Behind behind) => FinishesAsync(behind, Dialect.OpenAiResponses, Codex, static (place, work, prompt) =>
    {
        work.Furnish(".codex/config.toml", $"""
            model = "jusInfer-auto"
            model_provider = "jusinfer"
            check_for_update_on_startup = false

            [analytics]
            enabled = false

            [model_providers.jusinfer]
            name = "JusInfer"
            base_url = "{place.BaseUrl}"
            env_key = "JUSINFER_API_KEY"
            wire_api = "responses"
            """);
        return work.Command(
            Codex, ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", prompt],
            ("JUSINFER_API_KEY", place.Key));
    });
}
