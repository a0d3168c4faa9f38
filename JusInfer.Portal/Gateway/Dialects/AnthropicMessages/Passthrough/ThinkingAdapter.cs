using System.Globalization;
using System.Text;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Converts the field <c>thinking</c> to a form that the target model supports: a budget for older models, adaptive for newer ones. If
/// neither is possible, the field is removed and the model answers without thinking.
/// </summary>
internal static class ThinkingAdapter
{
    /// <returns>The change; the default value if the field stays as it is.</returns>
    public static ThinkingChange Adapt(
        RequestBody body, MessagesRequest request, ClaudeGeneration claude, int maxTokens, in AcceptedThinking accepted)
    {
        var layout = request.Layout;
        if (layout.Thinking is null) return default;
        switch (layout.ThinkingMode)
        {
            case ThinkingMode.Adaptive when !claude.SupportsAdaptiveThinking:
                if (!claude.SupportsThinkingBudget || layout.ForcedChoice is not null || !MayThink(request, accepted)) return ThinkingChange.Removed;
                return ThinkingBudget.ForEffort(EffortMapping.Parse(layout.EffortLevel), maxTokens) is { } budget ? Enabled(budget) : ThinkingChange.Removed;

            case ThinkingMode.Enabled when !claude.SupportsThinkingBudget:
                return claude.SupportsAdaptiveThinking ? Adaptive(body, layout, claude) : ThinkingChange.Removed;

            case ThinkingMode.Enabled when !claude.SupportsAdaptiveThinking && !MayThink(request, accepted):
                return ThinkingChange.Removed;

            case ThinkingMode.Enabled when layout.ThinkingBudget >= maxTokens && maxTokens < request.Features.MaxOutputTokens:
                return ThinkingBudget.Limit(layout.ThinkingBudget.Value, maxTokens) is { } within ? Enabled(within) : ThinkingChange.Removed;

            case ThinkingMode.Disabled or ThinkingMode.BetweenTools
                when claude.DisabledMode is null || !(claude.SupportsThinkingBudget || claude.SupportsAdaptiveThinking):
                return ThinkingChange.Removed;

            case ThinkingMode.Disabled when claude.DisabledMode == ThinkingMode.BetweenTools:
                return new("{\"type\":\"between_tools\"}");

            case ThinkingMode.BetweenTools when claude.DisabledMode == ThinkingMode.Disabled:
                return new("{\"type\":\"disabled\"}");

            default:
                return default;
        }
    }

    /// <returns>The change after which the model does not think, as far as it can be told.</returns>
    public static ThinkingChange Off(MessagesLayout layout, ClaudeGeneration claude) =>
        claude.ModeOff is { } off ? new($"{{\"type\":\"{off}\"}}") : layout.Thinking is null ? default : ThinkingChange.Removed;

    /// <summary>
    /// Whether the model may think at this point. With a budget, a turn that called tools must continue from its own signed thinking. A turn
    /// that another model or provider continued has none.
    /// </summary>
    private static bool MayThink(MessagesRequest request, in AcceptedThinking accepted) =>
        request.Features.LastMessageRole != LastMessageRole.Tool || accepted.IsInLastAssistantMessage;

    private static ThinkingChange Enabled(int budget) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"enabled\",\"budget_tokens\":{budget}}}"));

    /// <summary>Replaces the budget with adaptive thinking at the corresponding effort, unless the client sets the effort itself.</summary>
    private static ThinkingChange Adaptive(RequestBody body, MessagesLayout layout, ClaudeGeneration claude)
    {
        var display = layout.ThinkingDisplay is { } value ? $",\"display\":{Encoding.UTF8.GetString(body.Span[value])}" : "";
        return new($"{{\"type\":\"adaptive\"{display}}}")
        {
            Effort = layout.EffortLevel is null && layout.ThinkingBudget is { } budget
                ? ThinkingBudget.EffortName(EffortMapping.FromBudget(budget), claude)
                : null,
        };
    }
}

/// <summary>A change of the field <c>thinking</c>.</summary>
/// <param name="Value">The new value; null if it does not change.</param>
internal readonly record struct ThinkingChange(string? Value)
{
    public static ThinkingChange Removed { get; } = new() { IsRemoved = true };

    /// <summary>The field is removed.</summary>
    public bool IsRemoved { get; private init; }

    /// <summary>The new value of <c>output_config.effort</c>; null if it does not change.</summary>
    public string? Effort { get; init; }
}
