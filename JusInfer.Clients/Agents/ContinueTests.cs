using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Continue's command line, on OpenAI's SDK.</summary>
[Trait("Promise", "P-27")]
public sealed class ContinueTests(Site site) : AgentTests(site)
{
    private static readonly string Continue = Installation.Agent(".bin/cn");

    [Theory, EveryBehind]
    public Task Continue_finishes_its_errand(Behind behind) => FinishesAsync(behind, Dialect.OpenAiChat, Continue, static (place, work, prompt) =>
    {
        work.Furnish("config.yaml", $"""
            name: JusInfer
            version: 1.0.0
            schema: v1
            models:
              - name: jusInfer-auto
                provider: openai
                model: jusInfer-auto
                apiBase: {place.BaseUrl}
                apiKey: {place.Key}
                roles: [chat]
                capabilities: [tool_use]
            """);
        return work.Command(
            Continue, ["--print", "--auto", "--config", Path.Combine(work.Home, "config.yaml"), prompt],
            ("CONTINUE_TELEMETRY_ENABLED", "0"));
    });
}
