using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>OpenCode, through each of the Vercel AI SDK's providers that it comes with: it then asks at each of the three doors.</summary>
[Trait("Promise", "P-27")]
public sealed class OpenCodeTests(Site site) : AgentTests(site)
{
    private static readonly string OpenCode = Installation.Agent("opencode-linux-x64/bin/opencode");

    [Theory, EveryBehind]
    public Task OpenCode_finishes_its_errand_over_Chat_Completions(Behind behind) => FinishesAsync(behind, Dialect.OpenAiChat, "@ai-sdk/openai-compatible");

    [Theory, EveryBehind]
    public Task OpenCode_finishes_its_errand_over_Responses(Behind behind) => FinishesAsync(behind, Dialect.OpenAiResponses, "@ai-sdk/openai");

    [Theory, EveryBehind]
    public Task OpenCode_finishes_its_errand_over_Messages(Behind behind) => FinishesAsync(behind, Dialect.AnthropicMessages, "@ai-sdk/anthropic");

    private Task FinishesAsync(Behind behind, Dialect door, string sdk) => FinishesAsync(behind, door, OpenCode, (place, work, prompt) =>
    {
        work.Furnish(".config/opencode/opencode.json", OpenCodeSettings.For(place, sdk));
        return work.Command(
            OpenCode, ["run", prompt],
            ("OPENCODE_DISABLE_AUTOUPDATE", "1"),
            ("OPENCODE_DISABLE_MODELS_FETCH", "1"),
            ("OPENCODE_DISABLE_LSP_DOWNLOAD", "1"));
    });
}
