using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Converts an effort to what Anthropic accepts: a token budget within <c>max_tokens</c>, or an effort name.</summary>
internal static class ThinkingBudget
{
    /// <summary>Anthropic's minimum.</summary>
    private const int MinTokens = 1024;

    /// <summary>The minimum that remains for the answer when <c>max_tokens</c> is small.</summary>
    private const int MinAnswerTokens = 1024;

    /// <returns>The budget in tokens; null if <c>max_tokens</c> leaves too little for thinking.</returns>
    public static int? ForEffort(Effort? effort, int maxTokens) => Limit(EffortMapping.BudgetTokensOf(effort ?? Effort.Medium), maxTokens);

    /// <summary>Limits a budget, which is part of <c>max_tokens</c> and must be smaller. Null if the rest would be too small.</summary>
    public static int? Limit(int requested, int maxTokens)
    {
        var budget = Math.Min(requested, maxTokens - MinAnswerTokens);
        return budget >= MinTokens ? budget : null;
    }

    /// <summary>Anthropic's name of an effort, or of the next lower one that the model supports.</summary>
    public static string EffortName(Effort effort, ClaudeGeneration claude) => effort switch
    {
        Effort.None or Effort.Minimal or Effort.Low => "low",
        Effort.Medium => "medium",
        Effort.XHigh when claude.SupportsXHighEffort => "xhigh",
        Effort.Max when claude.SupportsMaxEffort => "max",
        _ => "high",
    };
}
