using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>GitHub Copilot's command line with a provider of its own, which can have each of the three dialects. It needs no GitHub account.</summary>
[Trait("Promise", "P-27")]
public sealed class CopilotTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Copilot = Installation.Agent("@github/copilot-linux-x64/copilot");

    [Theory, EveryTarget]
    public Task Copilot_completes_its_task_over_Chat_Completions(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, "openai", "completions");

    [Theory, EveryTarget]
    public Task Copilot_completes_its_task_over_Responses(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiResponses, "openai", "responses");

    [Theory, EveryTarget]
    public Task Copilot_completes_its_task_over_Messages(ClientTarget target) => CompletesTaskAsync(target, Dialect.AnthropicMessages, "anthropic", wire: null);

    private Task CompletesTaskAsync(ClientTarget target, Dialect dialect, string type, string? wire) =>
        CompletesTaskAsync(target, dialect, Copilot, (endpoint, workspace, prompt) => workspace.Command(
            Copilot, ["--prompt", prompt, "--allow-all-tools", "--no-color"],
            ("COPILOT_PROVIDER_BASE_URL", type == "anthropic" ? endpoint.Host : endpoint.BaseUrl),
            ("COPILOT_PROVIDER_TYPE", type),
            ("COPILOT_PROVIDER_WIRE_API", wire ?? ""),
            ("COPILOT_PROVIDER_API_KEY", endpoint.Key),
            ("COPILOT_MODEL", "jusInfer-auto"),
            ("COPILOT_OFFLINE", "true"),
            ("COPILOT_AUTO_UPDATE", "false")));
}
