using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Anthropic's Claude Code. It asks <c>/v1/messages?beta=true</c>.</summary>
[Trait("Promise", "P-27")]
public sealed class ClaudeCodeTests(Site site) : AgentTests(site)
{
    private static readonly string Claude = Installation.Agent("@anthropic-ai/claude-code-linux-x64/claude");

    [Theory, EveryBehind]
    public Task Claude_Code_finishes_its_errand_with_the_key_as_its_token(Behind behind) => FinishesAsync(behind, "ANTHROPIC_AUTH_TOKEN", "jusInfer-auto");

    [Theory, EveryBehind]
    public Task Claude_Code_finishes_its_errand_with_the_key_as_its_API_key_and_a_pinned_model(Behind behind) =>
        FinishesAsync(behind, "ANTHROPIC_API_KEY", "claude-sonnet-4-5");

    private Task FinishesAsync(Behind behind, string keyVariable, string model) => FinishesAsync(behind, Dialect.AnthropicMessages, Claude, (place, work, prompt) => work.Command(
        Claude, ["--print", "--model", model, "--allowedTools", "Bash", "--", prompt],
        ("ANTHROPIC_BASE_URL", place.Host),
        (keyVariable, place.Key),
        ("ANTHROPIC_SMALL_FAST_MODEL", model),
        ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
        ("DISABLE_AUTOUPDATER", "1"),
        ("DISABLE_TELEMETRY", "1")));
}
