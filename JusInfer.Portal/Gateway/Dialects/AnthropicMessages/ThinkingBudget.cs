using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>Between the two ways of saying how hard to think: an effort, and a budget of tokens within the bound of the answer.</summary>
internal static class ThinkingBudget
{
    /// <summary>What Anthropic takes at the least.</summary>
    private const int Least = 1024;

    /// <summary>What is left for the answer itself at the least, where the bound is tight.</summary>
    private const int LeastAnswer = 1024;

    private const int Low = 4_096;
    private const int Medium = 10_240;
    private const int High = 24_576;

    /// <returns>The budget; absent where the bound leaves no room for thinking.</returns>
    public static int? Of(Effort? effort, int maxTokens)
    {
        var wanted = effort switch
        {
            Effort.None => 0,
            Effort.Minimal => Least,
            Effort.Low => Low,
            null or Effort.Medium => Medium,
            _ => High,
        };
        return Within(wanted, maxTokens);
    }

    /// <summary>A budget must be below the bound of the answer, of which it is a part.</summary>
    public static int? Within(int wanted, int maxTokens)
    {
        var budget = Math.Min(wanted, maxTokens - LeastAnswer);
        return budget >= Least ? budget : null;
    }

    public static Effort EffortOf(int budget) => budget switch
    {
        <= Low => Effort.Low,
        <= Medium => Effort.Medium,
        _ => Effort.High,
    };

    /// <summary>Anthropic's word for an effort that its model takes.</summary>
    public static string Word(Effort effort, ClaudeGeneration claude) => effort switch
    {
        Effort.None or Effort.Minimal or Effort.Low => "low",
        Effort.Medium => "medium",
        Effort.Max when claude.TakesMax => "max",
        _ => "high",
    };
}
