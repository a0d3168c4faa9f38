using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.Gateway.Dialects;

public sealed class OpenAiGenerationTests
{
    [Theory]
    [InlineData("o3", "Low Medium High")]
    [InlineData("openai/o4-mini-2025-04-16", "Low Medium High")]
    [InlineData("o1-mini", "")]
    [InlineData("codex-mini-latest", "Low Medium High")]
    [InlineData("gpt-5", "Minimal Low Medium High")]
    [InlineData("openai/gpt-5-nano:free", "Minimal Low Medium High")]
    [InlineData("gpt-5-mini-2025-08-07", "Minimal Low Medium High")]
    [InlineData("gpt-5-pro", "High")]
    [InlineData("gpt-5-codex", "Low Medium High")]
    [InlineData("gpt-5.1", "None Low Medium High")]
    [InlineData("gpt-5.1-chat-latest", "")]
    [InlineData("gpt-5.1-codex-max", "Low Medium High XHigh")]
    [InlineData("gpt-5.2-pro", "Medium High XHigh")]
    [InlineData("gpt-5.4-mini", "None Low Medium High XHigh")]
    [InlineData("gpt-5.5", "None Low Medium High XHigh")]
    [InlineData("gpt-6", "Low Medium High XHigh Max")]
    [InlineData("gpt-6-sol", "None Low Medium High XHigh Max")]
    public void The_name_of_a_reasoning_model_determines_its_efforts(string model, string levels) => string.Join(' ', OpenAiGeneration.From(model)!.Levels).ShouldBe(levels);

    [Theory]
    [InlineData("gpt-4.1-mini")]
    [InlineData("gpt-4o")]
    [InlineData("gpt-3.5-turbo")]
    [InlineData("gpt-35-turbo")]
    [InlineData("gpt-5-chat-latest")]
    [InlineData("openai/gpt-oss-120b")]
    [InlineData("gpt-neo")]
    [InlineData("gpt-")]
    [InlineData("o")]
    [InlineData("olmo-3")]
    [InlineData("qwen3-coder")]
    [InlineData("")]
    public void Other_models_are_not_restricted(string model) => OpenAiGeneration.From(model).ShouldBeNull();

    [Theory]
    [InlineData("gpt-5", "none", "minimal")]
    [InlineData("gpt-5", "xhigh", "high")]
    [InlineData("gpt-5-pro", "low", "high")]
    [InlineData("o3", "minimal", "low")]
    [InlineData("gpt-5.1", "minimal", "low")]
    [InlineData("gpt-5.4", "none", "none")]
    [InlineData("gpt-5.4", "max", "xhigh")]
    [InlineData("gpt-6", "none", "low")]
    [InlineData("gpt-5.1-chat-latest", "high", null)]
    [InlineData("gpt-5.5", null, null)]
    public void An_effort_becomes_the_nearest_supported_one(string model, string? asked, string? word) => OpenAiGeneration.From(model)!.EffortName(EffortMapping.Parse(asked)).ShouldBe(word);

    [Theory]
    [InlineData("gpt-5", "none", false)]
    [InlineData("o3", null, false)]
    [InlineData("gpt-5.1", null, true)]
    [InlineData("gpt-5.1", "none", true)]
    [InlineData("gpt-5.1", "low", false)]
    [InlineData("gpt-5.1-codex", null, false)]
    [InlineData("gpt-5.5", null, false)]
    [InlineData("gpt-5.5", "none", true)]
    [InlineData("gpt-6-sol", "none", false)]
    public void Sampling_is_supported_only_without_reasoning(string model, string? effort, bool takes) =>
        OpenAiGeneration.From(model)!.SupportsSampling(EffortMapping.Parse(effort)).ShouldBe(takes);
}
