using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Qwen Code, built on OpenAI's SDK.</summary>
[Trait("Promise", "P-27")]
public sealed class QwenCodeTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Qwen = Installation.Agent(".bin/qwen");

    [Theory, EveryTarget, DemoTarget]
    public Task Qwen_Code_completes_its_task(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, Qwen, static (endpoint, workspace, prompt) =>
    {
        workspace.WriteHomeFile(".qwen/settings.json", """
            {
              "general": { "enableAutoUpdate": false, "disableAutoUpdate": true },
              "privacy": { "usageStatisticsEnabled": false },
              "telemetry": { "enabled": false },
              "security": { "auth": { "selectedType": "openai" } }
            }
            """);
        return workspace.Command(
            Qwen, ["--yolo", prompt],
            ("OPENAI_BASE_URL", endpoint.BaseUrl),
            ("OPENAI_API_KEY", endpoint.Key),
            ("OPENAI_MODEL", "jusInfer-auto"));
    });
}
