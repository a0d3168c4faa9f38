using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Anthropic's Claude Code. It calls <c>/v1/messages?beta=true</c>.</summary>
[Trait("Promise", "P-27")]
public sealed class ClaudeCodeTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Claude = Installation.Agent("@anthropic-ai/claude-code-linux-x64/claude");

    [Theory, EveryTarget, DemoTarget]
    public Task Claude_Code_completes_its_task_with_the_key_as_its_auth_token(ClientTarget target) => CompletesTaskAsync(target, "ANTHROPIC_AUTH_TOKEN", "jusInfer-auto");

    [Theory, EveryTarget, DemoTarget]
    public Task Claude_Code_completes_its_task_with_the_key_as_its_API_key_and_a_pinned_model(ClientTarget target) =>
        CompletesTaskAsync(target, "ANTHROPIC_API_KEY", "claude-sonnet-4-5");

    private Task CompletesTaskAsync(ClientTarget target, string keyVariable, string model) => CompletesTaskAsync(target, Dialect.AnthropicMessages, Claude, (endpoint, workspace, prompt) => workspace.Command(
        Claude, ["--print", "--model", model, "--allowedTools", "Bash", "--", prompt],
        ("ANTHROPIC_BASE_URL", endpoint.Host),
        (keyVariable, endpoint.Key),
        ("ANTHROPIC_SMALL_FAST_MODEL", model),
        ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
        ("DISABLE_AUTOUPDATER", "1"),
        ("DISABLE_TELEMETRY", "1")));
}
