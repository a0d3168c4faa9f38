using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Agents;

/// <summary>Goose's own binary. It asks <c>/v1/chat/completions</c>, or <c>/v1/responses</c> where the model's name looks like one of OpenAI's newer ones.</summary>
[Trait("Promise", "P-27")]
public sealed class GooseTests(Site site) : AgentTests(site)
{
    private static readonly string Goose = Installation.Agent("@aaif/goose-binary-linux-x64/bin/goose");

    [Theory, EveryBehind]
    public Task Goose_finishes_its_errand_with_jusInfer_auto(Behind behind) => FinishesAsync(behind, "jusInfer-auto");

    [Theory, EveryBehind]
    public Task Goose_finishes_its_errand_with_a_pinned_model_of_the_Responses_kind(Behind behind) => FinishesAsync(behind, "openai/gpt-5");

    private Task FinishesAsync(Behind behind, string model) => FinishesAsync(behind, Goose, (place, work, prompt) => work.Command(
        Goose, ["run", "--no-session", "--quiet", "--text", prompt],
        ("GOOSE_PROVIDER", "openai"),
        ("GOOSE_MODEL", model),
        ("GOOSE_MODE", "auto"),
        ("GOOSE_DISABLE_KEYRING", "1"),
        ("GOOSE_TELEMETRY_ENABLED", "false"),
        ("OPENAI_HOST", place.Host),
        ("OPENAI_API_KEY", place.Key)));
}
