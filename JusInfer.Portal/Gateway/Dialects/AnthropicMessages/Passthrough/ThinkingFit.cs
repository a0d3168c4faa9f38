using System.Globalization;
using System.Text;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// A wish to think in the form that the model at hand takes: a budget for older ones, adaptive for newer ones. Where neither is possible
/// the wish goes, and the model answers all the same.
/// </summary>
internal static class ThinkingFit
{
    /// <returns>What becomes of <c>thinking</c>; nothing of all that where it stays as the caller wrote it.</returns>
    public static ThinkingChange Of(RequestBody body, MessagesRequest request, ClaudeGeneration claude, int maxTokens)
    {
        var layout = request.Layout;
        if (layout.Thinking is null) return default;
        switch (layout.ThinkingMode)
        {
            case ThinkingMode.Adaptive when !claude.TakesAdaptive:
                if (!claude.TakesBudget || layout.ForcedChoice is not null || !MayThinkHere(request)) return ThinkingChange.Cut;
                return ThinkingBudget.Of(Efforts.Read(layout.EffortLevel), maxTokens) is { } budget ? Enabled(budget) : ThinkingChange.Cut;

            case ThinkingMode.Enabled when !claude.TakesBudget:
                return claude.TakesAdaptive ? Adaptive(body, layout, claude) : ThinkingChange.Cut;

            case ThinkingMode.Enabled when layout.ForeignThoughts.Count > 0 && !claude.TakesAdaptive && !MayThinkHere(request):
                return ThinkingChange.Cut;

            case ThinkingMode.Enabled when layout.ThinkingBudget >= maxTokens && maxTokens < request.Features.MaxOutputTokens:
                return ThinkingBudget.Within(layout.ThinkingBudget.Value, maxTokens) is { } within ? Enabled(within) : ThinkingChange.Cut;

            case ThinkingMode.Disabled or ThinkingMode.BetweenTools
                when claude.Off is null || !(claude.TakesBudget || claude.TakesAdaptive):
                return ThinkingChange.Cut;

            case ThinkingMode.Disabled when claude.Off == ThinkingMode.BetweenTools:
                return new("{\"type\":\"between_tools\"}");

            case ThinkingMode.BetweenTools when claude.Off == ThinkingMode.Disabled:
                return new("{\"type\":\"disabled\"}");

            default:
                return default;
        }
    }

    /// <summary>
    /// With a budget, a turn that called tools must go on from its own sealed thinking; one that another model began has none.
    /// </summary>
    private static bool MayThinkHere(MessagesRequest request) =>
        request.Features.LastTurn != LastTurn.Tool || request.Layout.LastAssistantThinks;

    private static ThinkingChange Enabled(int budget) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"enabled\",\"budget_tokens\":{budget}}}"));

    /// <summary>With what the budget meant, unless the caller says the effort itself.</summary>
    private static ThinkingChange Adaptive(RequestBody body, MessagesLayout layout, ClaudeGeneration claude)
    {
        var display = layout.ThinkingDisplay is { } said ? $",\"display\":{Encoding.UTF8.GetString(body.Span[said])}" : "";
        return new($"{{\"type\":\"adaptive\"{display}}}")
        {
            Effort = layout.EffortLevel is null && layout.ThinkingBudget is { } budget
                ? ThinkingBudget.Word(Efforts.OfBudget(budget), claude)
                : null,
        };
    }
}

/// <summary>What becomes of the wish to think.</summary>
/// <param name="Value">The new value of <c>thinking</c>.</param>
internal readonly record struct ThinkingChange(string? Value)
{
    public static ThinkingChange Cut { get; } = new() { IsCut = true };

    /// <summary>The field goes.</summary>
    public bool IsCut { get; private init; }

    /// <summary>What <c>output_config.effort</c> has to say from now on.</summary>
    public string? Effort { get; init; }
}
