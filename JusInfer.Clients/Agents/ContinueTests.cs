using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Continue's command line, built on OpenAI's SDK.</summary>
[Trait("Promise", "P-27")]
public sealed class ContinueTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Continue = Installation.Agent(".bin/cn");

    [Theory, EveryTarget, DemoTarget]
    public Task Continue_completes_its_task(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, Continue, static (endpoint, workspace, prompt) =>
    {
        workspace.WriteHomeFile("config.yaml", $"""
            name: JusInfer
            version: 1.0.0
            schema: v1
            models:
              - name: jusInfer-auto
                provider: openai
                model: jusInfer-auto
                apiBase: {endpoint.BaseUrl}
                apiKey: {endpoint.Key}
                roles: [chat]
                capabilities: [tool_use]
            """);
        return workspace.Command(
            Continue, ["--print", "--auto", "--config", Path.Combine(workspace.Home, "config.yaml"), prompt],
            ("CONTINUE_TELEMETRY_ENABLED", "0"));
    });
}
