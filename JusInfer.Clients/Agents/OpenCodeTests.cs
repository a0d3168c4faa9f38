using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>OpenCode, through each of the Vercel AI SDK's providers that it comes with: it then asks at each of the three doors.</summary>
[Trait("Promise", "P-27")]
public sealed class OpenCodeTests(Site site) : AgentTests(site)
{
    private static readonly string OpenCode = Installation.Agent("opencode-linux-x64/bin/opencode");

    [Theory, EveryBehind]
    public Task OpenCode_finishes_its_errand_over_Chat_Completions(Behind behind) => FinishesAsync(behind, "@ai-sdk/openai-compatible");

    [Theory, EveryBehind]
    public Task OpenCode_finishes_its_errand_over_Responses(Behind behind) => FinishesAsync(behind, "@ai-sdk/openai");

    [Theory, EveryBehind]
    public Task OpenCode_finishes_its_errand_over_Messages(Behind behind) => FinishesAsync(behind, "@ai-sdk/anthropic");

    private Task FinishesAsync(Behind behind, string sdk) => FinishesAsync(behind, OpenCode, (place, work, prompt) =>
    {
        work.Furnish(".config/opencode/opencode.json", Json.Of(new
        {
            autoupdate = false,
            share = "disabled",
            model = "jusinfer/jusInfer-auto",
            permission = new { bash = "allow", edit = "allow" },
            provider = new
            {
                jusinfer = new
                {
                    npm = sdk,
                    name = "JusInfer",
                    options = new { baseURL = place.BaseUrl, apiKey = place.Key },
                    models = new Dictionary<string, object>(StringComparer.Ordinal)
                    {
                        ["jusInfer-auto"] = new { name = "jusInfer-auto", limit = new { context = 200_000, output = 8192 } },
                    },
                },
            },
        }));
        return work.Command(
            OpenCode, ["run", prompt],
            ("OPENCODE_DISABLE_AUTOUPDATE", "1"),
            ("OPENCODE_DISABLE_MODELS_FETCH", "1"),
            ("OPENCODE_DISABLE_LSP_DOWNLOAD", "1"));
    });
}
