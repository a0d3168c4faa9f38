using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>An effort as Anthropic takes it: a budget of tokens within the bound of the answer, or a word of its own.</summary>
internal static class ThinkingBudget
{
    /// <summary>What Anthropic takes at the least.</summary>
    private const int Min = 1024;

    /// <summary>What is left for the answer itself at the least, where the bound is tight.</summary>
    private const int MinAnswerTokens = 1024;

    /// <returns>The budget; absent where the bound leaves no room for thinking.</returns>
    public static int? Of(Effort? effort, int maxTokens) => Within(Efforts.BudgetOf(effort ?? Effort.Medium), maxTokens);

    /// <summary>A budget must be below the bound of the answer, of which it is a part.</summary>
    public static int? Within(int wanted, int maxTokens)
    {
        var budget = Math.Min(wanted, maxTokens - MinAnswerTokens);
        return budget >= Min ? budget : null;
    }

    /// <summary>Anthropic's word for an effort that its model takes.</summary>
    public static string Word(Effort effort, ClaudeGeneration claude) => effort switch
    {
        Effort.None or Effort.Minimal or Effort.Low => "low",
        Effort.Medium => "medium",
        Effort.XHigh when claude.TakesXHigh => "xhigh",
        Effort.Max when claude.TakesMax => "max",
        _ => "high",
    };
}
