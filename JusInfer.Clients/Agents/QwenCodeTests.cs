using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Qwen Code, on OpenAI's SDK.</summary>
[Trait("Promise", "P-27")]
public sealed class QwenCodeTests(Site site) : AgentTests(site)
{
    private static readonly string Qwen = Installation.Agent(".bin/qwen");

    [Theory, EveryBehind]
    public Task Qwen_Code_finishes_its_errand(Behind behind) => FinishesAsync(behind, Dialect.OpenAiChat, Qwen, static (place, work, prompt) =>
    {
        work.Furnish(".qwen/settings.json", """
            {
              "general": { "enableAutoUpdate": false, "disableAutoUpdate": true },
              "privacy": { "usageStatisticsEnabled": false },
              "telemetry": { "enabled": false },
              "security": { "auth": { "selectedType": "openai" } }
            }
            """);
        return work.Command(
            Qwen, ["--yolo", prompt],
            ("OPENAI_BASE_URL", place.BaseUrl),
            ("OPENAI_API_KEY", place.Key),
            ("OPENAI_MODEL", "jusInfer-auto"));
    });
}
