using JusInfer.Portal.Catalog;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Catalog;

/// <summary>
/// The small models that coding agents request for background calls such as titles and summaries: the shipped catalog has the model, or
/// routes the call automatically. Taken from the packages and sources of the agents in November 2026.
/// </summary>
[Trait("Promise", "P-15")]
[Trait("Promise", "P-27")]
public sealed class HarnessNamesTests
{
    private static readonly CatalogSnapshot Shipped =
        CatalogReader.Read(File.ReadAllBytes(Path.Combine(Repository.Root, "catalog.json")), CatalogFile.Dialects, _ => "credential").Value;

    [Theory]
    [InlineData("goose", "gpt-4o-mini")]
    [InlineData("goose", "o4-mini")]
    [InlineData("goose", "o3-mini")]
    [InlineData("goose", "gemini-3-flash-preview")]
    [InlineData("goose", "gemini-2.0-flash-001")]
    [InlineData("goose", "grok-code-fast-1")]
    [InlineData("goose", "grok-3-mini")]
    [InlineData("goose", "anthropic/claude-3.5-haiku")]
    [InlineData("goose at OpenRouter", "google/gemini-3-flash-preview")]
    [InlineData("Claude Code before 4.5", "claude-3-5-haiku-20241022")]
    [InlineData("Claude Code before 4.5", "claude-3-5-haiku-latest")]
    [InlineData("OpenCode", "claude-3-5-haiku")]
    [InlineData("OpenCode", "gpt-5.4-nano")]
    [InlineData("OpenCode", "gemini-3-flash")]
    [InlineData("OpenCode", "gemini-3.1-flash-lite")]
    [InlineData("Codex", "gpt-6-luna")]
    [InlineData("Codex", "gpt-5.6-luna")]
    [InlineData("Codex", "codex-mini-latest")]
    [InlineData("Codex", "gpt-5.1-codex-mini")]
    [InlineData("Cursor", "gpt-4o-mini")]
    [InlineData("Aider", "gpt-4o-mini")]
    [InlineData("Aider", "openai/gpt-4o-mini")]
    [InlineData("Aider", "openrouter/openai/gpt-4o-mini")]
    [InlineData("Aider", "anthropic/claude-3-5-haiku-20241022")]
    [InlineData("Aider", "openrouter/anthropic/claude-3-5-haiku")]
    [InlineData("Aider", "claude-3-haiku-20240307")]
    [InlineData("CrewAI and LangChain examples", "gpt-3.5-turbo")]
    [InlineData("Gemini's own clients", "models/gemini-flash-latest")]
    [InlineData("Gemini's own clients", "models/gemini-2.0-flash-lite")]
    public void A_small_model_that_the_catalog_does_not_have_is_routed_automatically(string harness, string requested) =>
        Shipped.Resolve(requested).ShouldBeOfType<ModelResolution.Auto>(harness);

    [Theory]
    [InlineData("Claude Code", "claude-haiku-5-5", "anthropic/claude-haiku-5.5")]
    [InlineData("Claude Code", "claude-haiku-4-5", "anthropic/claude-haiku-4.5")]
    [InlineData("Claude Code", "claude-haiku-4-5-20251001", "anthropic/claude-haiku-4.5")]
    [InlineData("goose", "claude-haiku-4-5", "anthropic/claude-haiku-4.5")]
    [InlineData("goose", "gpt-5-mini", "openai/gpt-5-mini")]
    [InlineData("goose", "gpt-5-nano-2025-08-07", "openai/gpt-5-nano")]
    [InlineData("goose", "gpt-4.1-nano", "openai/gpt-4.1-nano")]
    [InlineData("goose at OpenRouter", "google/gemini-2.5-flash", "google/gemini-2.5-flash")]
    [InlineData("OpenCode", "gpt-5-nano", "openai/gpt-5-nano")]
    [InlineData("OpenCode", "gemini-2.5-flash", "google/gemini-2.5-flash")]
    [InlineData("OpenCode", "claude-haiku-4.5", "anthropic/claude-haiku-4.5")]
    [InlineData("OpenCode", "gpt-5.4-mini", "openai/gpt-5.4-mini")]
    [InlineData("Cursor", "gpt-4.1-mini-2025-04-14", "openai/gpt-4.1-mini")]
    [InlineData("Aider", "openrouter/deepseek/deepseek-chat", "deepseek/deepseek-flash")]
    [InlineData("Gemini's own clients", "models/gemini-2.5-flash-lite", "google/gemini-2.5-flash-lite")]
    public void A_small_model_that_the_catalog_has_is_pinned(string harness, string requested, string id) =>
        Shipped.Resolve(requested).ShouldBeOfType<ModelResolution.Pinned>(harness).Model.Id.ShouldBe(id);

    [Theory]
    [InlineData("claude-sonnet-4-5", "anthropic/claude-sonnet-4.5")]
    [InlineData("claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5")]
    [InlineData("anthropic/claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5")]
    [InlineData("openai/claude-sonnet-4.5", "anthropic/claude-sonnet-4.5")]
    [InlineData("claude-opus-4-5-20251101", "anthropic/claude-opus-4.5")]
    [InlineData("claude-opus-5-5", "anthropic/claude-opus-5.5")]
    [InlineData("openrouter/anthropic/claude-opus-4.5", "anthropic/claude-opus-4.5")]
    [InlineData("jusinfer/openai/gpt-5", "openai/gpt-5")]
    [InlineData("models/gemini-2.5-pro", "google/gemini-2.5-pro")]
    public void A_model_is_found_with_and_without_its_date_and_with_client_prefixes(string requested, string id) =>
        Shipped.Resolve(requested).ShouldBeOfType<ModelResolution.Pinned>().Model.Id.ShouldBe(id);

    [Theory]
    [InlineData("openai/jusInfer-auto")]
    [InlineData("jusinfer/auto")]
    [InlineData("jusinfer/jusInfer-auto")]
    public void Automatic_routing_is_found_with_client_prefixes(string requested) => Shipped.Resolve(requested).ShouldBeOfType<ModelResolution.Auto>();

    [Theory]
    [InlineData("some-reseller/gpt-5", "openai/gpt-5")]
    [InlineData("accounts/fireworks/models/kimi-k2", "moonshotai/kimi-k2")]
    [InlineData("azure/gpt-4.1-mini", "openai/gpt-4.1-mini")]
    [InlineData("claude-sonnet-4-5-20990101", "anthropic/claude-sonnet-4.5")]
    [InlineData("vertex_ai/claude-haiku-4-5@20251001", "anthropic/claude-haiku-4.5")]
    [InlineData("ft:gpt-4.1-mini-2025-04-14:acme::a1b2c3", "openai/gpt-4.1-mini")]
    [InlineData("openai/ft:gpt-4.1:acme::a1b2c3", "openai/gpt-4.1")]
    [Trait("Promise", "P-23")]
    public void An_unknown_vendor_date_or_fine_tune_gets_the_most_similar_model_as_first_suggestion(string requested, string nearest) =>
        Shipped.Resolve(requested).ShouldBeOfType<ModelResolution.Unknown>().Nearest[0].ShouldBe(nearest);
}
