using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Kilo Code's command line, a fork of OpenCode with the same settings.</summary>
[Trait("Promise", "P-27")]
public sealed class KiloCodeTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Kilo = Installation.Agent("@kilocode/cli-linux-x64/bin/kilo");

    [Theory, EveryTarget, DemoTarget]
    public Task Kilo_Code_completes_its_task(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, Kilo, static (endpoint, workspace, prompt) =>
    {
        workspace.WriteHomeFile(".config/kilo/kilo.json", OpenCodeSettings.For(endpoint, "@ai-sdk/openai-compatible"));
        return workspace.Command(
            Kilo, ["run", prompt],
            ("KILO_DISABLE_AUTOUPDATE", "1"),
            ("KILO_DISABLE_MODELS_FETCH", "1"),
            ("KILO_DISABLE_LSP_DOWNLOAD", "1"),
            ("KILO_TELEMETRY_LEVEL", "off"));
    });
}
