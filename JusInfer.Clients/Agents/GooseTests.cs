using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>
/// The Goose binary. It calls <c>/v1/chat/completions</c>, or <c>/v1/responses</c> for a model whose name resembles a newer one of OpenAI.
/// </summary>
[Trait("Promise", "P-27")]
public sealed class GooseTests(ClientFixture fixture) : AgentTests(fixture)
{
    private static readonly string Goose = Installation.Agent("@aaif/goose-binary-linux-x64/bin/goose");

    private static readonly (string Name, string Value)[] CommonVariables =
    [
        ("GOOSE_MODE", "auto"), ("GOOSE_DISABLE_KEYRING", "1"), ("GOOSE_TELEMETRY_ENABLED", "false"),
    ];

    [Theory, EveryTarget, DemoTarget]
    public Task Goose_completes_its_task_with_jusInfer_auto(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, "jusInfer-auto");

    [Theory, EveryTarget, DemoTarget]
    public Task Goose_completes_its_task_with_a_pinned_Responses_model(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiResponses, "openai/gpt-5");

    [Theory, EveryInterruptedTarget]
    [Trait("Promise", "P-25")]
    public Task Goose_completes_its_task_although_every_upstream_stream_is_interrupted(ClientTarget target) => CompletesTaskAsync(target, Dialect.OpenAiChat, "jusInfer-auto");

    [Theory, EveryTarget("openai", "ollama")]
    public Task Goose_completes_its_task_with_a_custom_provider(ClientTarget target, string engine) => CompletesTaskWithCustomProviderAsync(target, Dialect.OpenAiChat, engine);

    [Theory, EveryTarget, DemoTarget]
    public Task Goose_completes_its_task_with_a_custom_Anthropic_provider(ClientTarget target) =>
        CompletesTaskWithCustomProviderAsync(target, Dialect.AnthropicMessages, "anthropic");

    private Task CompletesTaskAsync(ClientTarget target, Dialect dialect, string model) => CompletesTaskAsync(target, dialect, Goose, (endpoint, workspace, prompt) => workspace.Command(
        Goose, PromptArguments(prompt),
        [.. CommonVariables, ("GOOSE_PROVIDER", "openai"), ("GOOSE_MODEL", model), ("OPENAI_HOST", endpoint.Host), ("OPENAI_API_KEY", endpoint.Key)]));

    private Task CompletesTaskWithCustomProviderAsync(ClientTarget target, Dialect dialect, string engine) => CompletesTaskAsync(target, dialect, Goose, (endpoint, workspace, prompt) =>
    {
        workspace.WriteHomeFile(".config/goose/custom_providers/jusinfer.json", Json.Serialize(new
        {
            name = "jusinfer",
            engine,
            display_name = "JusInfer",
            api_key_env = "JUSINFER_API_KEY",
            base_url = endpoint.Host,
            models = new[] { new { name = "jusInfer-auto", context_limit = 200_000 } },
            supports_streaming = true,
        }));
        return workspace.Command(
            Goose, PromptArguments(prompt),
            [.. CommonVariables, ("GOOSE_PROVIDER", "jusinfer"), ("GOOSE_MODEL", "jusInfer-auto"), ("JUSINFER_API_KEY", endpoint.Key)]);
    });

    private static string[] PromptArguments(string prompt) => ["run", "--no-session", "--quiet", "--text", prompt];
}
