using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Agents;

/// <summary>Google's Gemini CLI. The scripted provider does not have its dialect, so every target has a gateway.</summary>
[Trait("Promise", "P-27")]
public sealed class GeminiCliTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Gemini = Installation.Agent(".bin/gemini");

    public static TheoryData<ClientTarget> Gateways => [.. ClientTargets.Uninterrupted.Where(static target => target != ClientTarget.NoGateway)];

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task Gemini_CLI_completes_its_task(ClientTarget target) =>
        CompletesTaskAsync(target, target.UpstreamDialect()!, Gemini, static (endpoint, workspace, prompt) =>
        {
            workspace.WriteHomeFile(".gemini/settings.json", """
                {
                  "general": { "disableAutoUpdate": true, "enableAutoUpdate": false },
                  "privacy": { "usageStatisticsEnabled": false },
                  "telemetry": { "enabled": false },
                  "security": { "auth": { "selectedType": "gemini-api-key" } }
                }
                """);
            return workspace.Command(
                Gemini, ["--model", "jusInfer-auto", "--yolo", "--prompt", prompt],
                ("GOOGLE_GEMINI_BASE_URL", endpoint.Host),
                ("GEMINI_API_KEY", endpoint.Key),
                ("GEMINI_CLI_TRUST_WORKSPACE", "true"));
        });
}
