using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Kilo Code's command line, a descendant of OpenCode with its settings.</summary>
[Trait("Promise", "P-27")]
public sealed class KiloCodeTests(Site site) : AgentTests(site)
{
    private static readonly string Kilo = Installation.Agent("@kilocode/cli-linux-x64/bin/kilo");

    [Theory, EveryBehind]
    public Task Kilo_Code_finishes_its_errand(Behind behind) => FinishesAsync(behind, Dialect.OpenAiChat, Kilo, static (place, work, prompt) =>
    {
        work.Furnish(".config/kilo/kilo.json", OpenCodeSettings.For(place, "@ai-sdk/openai-compatible"));
        return work.Command(
            Kilo, ["run", prompt],
            ("KILO_DISABLE_AUTOUPDATE", "1"),
            ("KILO_DISABLE_MODELS_FETCH", "1"),
            ("KILO_DISABLE_LSP_DOWNLOAD", "1"),
            ("KILO_TELEMETRY_LEVEL", "off"));
    });
}
