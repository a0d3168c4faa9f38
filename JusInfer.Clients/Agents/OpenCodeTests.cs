using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>OpenCode with each of the bundled Vercel AI SDK providers, which use the three dialects.</summary>
[Trait("Promise", "P-27")]
public sealed class OpenCodeTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string OpenCode = Installation.Agent("opencode-linux-x64/bin/opencode");

    [Theory, EveryTarget, DemoTarget]
    public Task OpenCode_completes_its_task_over_Chat_Completions(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, "@ai-sdk/openai-compatible");

    [Theory, EveryTarget, DemoTarget]
    public Task OpenCode_completes_its_task_over_Responses(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiResponses, "@ai-sdk/openai");

    [Theory, EveryTarget, DemoTarget]
    public Task OpenCode_completes_its_task_over_Messages(ClientTarget target) => CompletesTaskAsync(target, Dialect.AnthropicMessages, "@ai-sdk/anthropic");

    private Task CompletesTaskAsync(ClientTarget target, Dialect dialect, string sdk) => CompletesTaskAsync(target, dialect, OpenCode, (endpoint, workspace, prompt) =>
    {
        workspace.WriteHomeFile(".config/opencode/opencode.json", OpenCodeSettings.For(endpoint, sdk));
        return workspace.Command(
            OpenCode, ["run", prompt],
            ("OPENCODE_DISABLE_AUTOUPDATE", "1"),
            ("OPENCODE_DISABLE_MODELS_FETCH", "1"),
            ("OPENCODE_DISABLE_LSP_DOWNLOAD", "1"));
    });
}
