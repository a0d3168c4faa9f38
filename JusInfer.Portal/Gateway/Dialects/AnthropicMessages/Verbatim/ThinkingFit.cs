using System.Globalization;
using System.Text;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Verbatim;

/// <summary>
/// A wish to think in the form that the model at hand takes: a budget for older ones, adaptive for newer ones. Where neither is possible the wish
/// goes, and the model answers all the same.
/// </summary>
internal static class ThinkingFit
{
    /// <returns>The new value of <c>thinking</c>, or that it is cut; neither where it stays as the caller wrote it.</returns>
    public static (string? Replacement, bool IsCut) Of(RequestBody body, MessagesRequest request, ClaudeGeneration claude, int maxTokens)
    {
        var layout = request.Layout;
        if (layout.Thinking is null) return default;
        switch (layout.ThinkingMode)
        {
            case ThinkingMode.Adaptive when !claude.TakesAdaptive:
                if (!claude.TakesBudget || layout.ForcedChoice is not null || !MayThinkHere(request)) return (null, true);
                return ThinkingBudget.Of(EffortOf(layout.EffortLevel), maxTokens) is { } budget ? (Enabled(budget), false) : (null, true);

            case ThinkingMode.Enabled when !claude.TakesBudget:
                return claude.TakesAdaptive ? (Adaptive(body, layout, claude), false) : (null, true);

            case ThinkingMode.Enabled when layout.ForeignThoughts.Count > 0 && !claude.TakesAdaptive && !MayThinkHere(request):
                return (null, true);

            case ThinkingMode.Enabled when layout.ThinkingBudget >= maxTokens && maxTokens < request.Features.MaxOutputTokens:
                return ThinkingBudget.Within(layout.ThinkingBudget.Value, maxTokens) is { } within ? (Enabled(within), false) : (null, true);

            case ThinkingMode.Disabled or ThinkingMode.BetweenTools when claude.Off is null || !(claude.TakesBudget || claude.TakesAdaptive):
                return (null, true);

            case ThinkingMode.Disabled when claude.Off == ThinkingMode.BetweenTools:
                return ("{\"type\":\"between_tools\"}", false);

            case ThinkingMode.BetweenTools when claude.Off == ThinkingMode.Disabled:
                return ("{\"type\":\"disabled\"}", false);

            default:
                return default;
        }
    }

    /// <summary>With a budget, a turn that called tools must go on from its own sealed thinking; one that another model began has none.</summary>
    private static bool MayThinkHere(MessagesRequest request) => request.Features.LastTurn != LastTurn.Tool || request.Layout.LastAssistantThinks;

    private static string Enabled(int budget) => string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"enabled\",\"budget_tokens\":{budget}}}");

    /// <summary>With what the budget meant, unless the caller says the effort itself.</summary>
    private static string Adaptive(RequestBody body, MessagesLayout layout, ClaudeGeneration claude)
    {
        var adaptive = new StringBuilder("{\"type\":\"adaptive\"");
        if (layout.ThinkingDisplay is { } display) adaptive.Append(",\"display\":").Append(Encoding.UTF8.GetString(body.Span[display]));
        adaptive.Append('}');
        if (layout.OutputConfig is null && layout.ThinkingBudget is { } budget)
            adaptive.Append(CultureInfo.InvariantCulture, $",\"output_config\":{{\"effort\":\"{ThinkingBudget.Word(ThinkingBudget.EffortOf(budget), claude)}\"}}");
        return adaptive.ToString();
    }

    private static Effort? EffortOf(string? level) => level switch
    {
        "low" => Effort.Low,
        "medium" => Effort.Medium,
        "high" => Effort.High,
        "xhigh" or "max" => Effort.Max,
        _ => null,
    };
}
