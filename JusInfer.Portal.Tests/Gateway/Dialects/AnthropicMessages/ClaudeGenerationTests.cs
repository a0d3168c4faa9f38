using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

public sealed class ClaudeGenerationTests
{
    [Theory]
    [InlineData("claude-3-5-sonnet-20241022", "sampling forced prefill")]
    [InlineData("claude-3-7-sonnet-latest", "budget sampling forced prefill")]
    [InlineData("claude-opus-4-20250514", "budget sampling forced prefill")]
    [InlineData("claude-opus-4-1-20250805", "budget sampling forced schema prefill")]
    [InlineData("claude-sonnet-4-5", "budget sampling forced schema prefill")]
    [InlineData("anthropic/claude-haiku-4.5", "budget sampling forced schema prefill")]
    [InlineData("claude-opus-4-5-20251101", "budget effort sampling forced schema prefill")]
    [InlineData("us.anthropic.claude-sonnet-4-6-v1:0", "adaptive budget effort max sampling forced schema")]
    [InlineData("claude-opus-4-7", "adaptive effort xhigh max forced schema")]
    [InlineData("claude-opus-4-8", "adaptive effort xhigh max forced system schema")]
    [InlineData("claude-sonnet-5", "adaptive effort xhigh max forced system schema default")]
    [InlineData("claude-haiku-5-5", "adaptive effort xhigh max forced system schema default")]
    [InlineData("claude-sonnet-5-5", "adaptive effort xhigh max system schema default")]
    [InlineData("claude-mythos-preview", "adaptive effort xhigh max system schema default")]
    [InlineData("deepseek-v4", "budget sampling forced prefill")]
    public void The_name_of_a_model_determines_what_it_supports(string model, string takes)
    {
        var claude = ClaudeGeneration.From(model);

        (bool Takes, string Word)[] words =
        [
            (claude.SupportsAdaptiveThinking, "adaptive"), (claude.SupportsThinkingBudget, "budget"), (claude.SupportsEffort, "effort"), (claude.SupportsXHighEffort, "xhigh"), (claude.SupportsMaxEffort, "max"),
            (claude.SupportsSampling, "sampling"), (claude.SupportsForcedTool, "forced"), (claude.SupportsSystemTurns, "system"), (claude.SupportsJsonSchema, "schema"),
            (claude.SupportsPrefill, "prefill"), (claude.ThinksByDefault, "default"),
        ];
        string.Join(' ', words.Where(static word => word.Takes).Select(static word => word.Word)).ShouldBe(takes);
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", "Disabled")]
    [InlineData("claude-haiku-5-5", "Disabled")]
    [InlineData("claude-sonnet-5-5", "BetweenTools")]
    [InlineData("claude-opus-5-5", null)]
    [InlineData("claude-fable-5", null)]
    public void The_name_of_a_model_determines_how_thinking_is_disabled(string model, string? off) => (ClaudeGeneration.From(model).DisabledMode?.ToString()).ShouldBe(off);
}
