using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>pi, which supports all three dialects.</summary>
[Trait("Promise", "P-27")]
public sealed class PiTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Pi = Installation.Agent(".bin/pi");

    [Theory, EveryTarget, DemoTarget]
    public Task Pi_completes_its_task_over_Chat_Completions(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, "openai-completions", static endpoint => endpoint.BaseUrl);

    [Theory, EveryTarget, DemoTarget]
    public Task Pi_completes_its_task_over_Responses(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiResponses, "openai-responses", static endpoint => endpoint.BaseUrl);

    [Theory, EveryTarget, DemoTarget]
    public Task Pi_completes_its_task_over_Messages(ClientTarget target) => CompletesTaskAsync(target, Dialect.AnthropicMessages, "anthropic-messages", static endpoint => endpoint.Host);

    private Task CompletesTaskAsync(ClientTarget target, Dialect dialect, string api, Func<ClientEndpoint, string> baseUrl) => CompletesTaskAsync(target, dialect, Pi, (endpoint, workspace, prompt) =>
    {
        workspace.WriteHomeFile(".pi/agent/models.json", Json.Serialize(new
        {
            providers = new
            {
                jusinfer = new
                {
                    baseUrl = baseUrl(endpoint),
                    api,
                    apiKey = endpoint.Key,
                    models = new[] { new { id = "jusInfer-auto", reasoning = true, contextWindow = 200_000, maxTokens = 32_000 } },
                },
            },
        }));
        return workspace.Command(Pi, ["--print", "--no-session", "--offline", "--model", "jusinfer/jusInfer-auto", prompt]);
    });
}
