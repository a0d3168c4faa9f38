using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>Goose's own binary. It asks <c>/v1/chat/completions</c>, or <c>/v1/responses</c> where the model's name looks like one of OpenAI's newer ones.</summary>
[Trait("Promise", "P-27")]
public sealed class GooseTests(Site site) : AgentTests(site)
{
    private static readonly string Goose = Installation.Agent("@aaif/goose-binary-linux-x64/bin/goose");

    private static readonly (string Name, string Value)[] Unattended =
    [
        ("GOOSE_MODE", "auto"), ("GOOSE_DISABLE_KEYRING", "1"), ("GOOSE_TELEMETRY_ENABLED", "false"),
    ];

    [Theory, EveryBehind]
    public Task Goose_finishes_its_errand_with_jusInfer_auto(Behind behind) => FinishesAsync(behind, Dialect.OpenAiChat, "jusInfer-auto");

    [Theory, EveryBehind]
    public Task Goose_finishes_its_errand_with_a_pinned_model_of_the_Responses_kind(Behind behind) => FinishesAsync(behind, Dialect.OpenAiResponses, "openai/gpt-5");

    [Theory, EveryDying]
    [Trait("Promise", "P-25")]
    public Task Goose_finishes_its_errand_though_every_stream_breaks_off_upstream(Behind behind) => FinishesAsync(behind, Dialect.OpenAiChat, "jusInfer-auto");

    [Theory, EveryBehind("openai", "ollama")]
    public Task Goose_finishes_its_errand_with_a_custom_provider(Behind behind, string engine) => FinishesWithCustomAsync(behind, Dialect.OpenAiChat, engine);

    [Theory, EveryBehind]
    public Task Goose_finishes_its_errand_with_a_custom_provider_of_Anthropics_kind(Behind behind) =>
        FinishesWithCustomAsync(behind, Dialect.AnthropicMessages, "anthropic");

    private Task FinishesAsync(Behind behind, Dialect door, string model) => FinishesAsync(behind, door, Goose, (place, work, prompt) => work.Command(
        Goose, Saying(prompt),
        [.. Unattended, ("GOOSE_PROVIDER", "openai"), ("GOOSE_MODEL", model), ("OPENAI_HOST", place.Host), ("OPENAI_API_KEY", place.Key)]));

    private Task FinishesWithCustomAsync(Behind behind, Dialect door, string engine) => FinishesAsync(behind, door, Goose, (place, work, prompt) =>
    {
        work.Furnish(".config/goose/custom_providers/jusinfer.json", Json.Of(new
        {
            name = "jusinfer",
            engine,
            display_name = "JusInfer",
            api_key_env = "JUSINFER_API_KEY",
            base_url = place.Host,
            models = new[] { new { name = "jusInfer-auto", context_limit = 200_000 } },
            supports_streaming = true,
        }));
        return work.Command(
            Goose, Saying(prompt),
            [.. Unattended, ("GOOSE_PROVIDER", "jusinfer"), ("GOOSE_MODEL", "jusInfer-auto"), ("JUSINFER_API_KEY", place.Key)]);
    });

    private static string[] Saying(string prompt) => ["run", "--no-session", "--quiet", "--text", prompt];
}
