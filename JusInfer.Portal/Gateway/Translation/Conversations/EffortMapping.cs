using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>Converts between the two forms of a reasoning effort: a name and a token budget.</summary>
internal static class EffortMapping
{
    private const int Minimal = 1_024;
    private const int Low = 4_096;
    private const int Medium = 10_240;
    private const int High = 24_576;

    /// <summary>Parses an effort name of any dialect; null if it is unknown.</summary>
    public static Effort? Parse(string? name) => name switch
    {
        "none" => Effort.None,
        "minimal" => Effort.Minimal,
        "low" => Effort.Low,
        "medium" => Effort.Medium,
        "high" => Effort.High,
        "xhigh" => Effort.XHigh,
        "max" => Effort.Max,
        _ => null,
    };

    /// <summary>OpenAI's name of an effort.</summary>
    public static string NameOf(Effort effort) => effort switch
    {
        Effort.None => "none",
        Effort.Minimal => "minimal",
        Effort.Low => "low",
        Effort.Medium => "medium",
        Effort.High => "high",
        Effort.XHigh => "xhigh",
        _ => "max",
    };

    /// <summary>
    /// The highest of the levels up to the requested one, otherwise the lowest. A request for some reasoning never becomes none.
    /// </summary>
    /// <param name="levels">What the model supports, in ascending order.</param>
    /// <param name="requested">The requested effort; null for the model's default.</param>
    public static Effort? Nearest(ImmutableArray<Effort> levels, Effort? requested)
    {
        if (requested is not { } effort) return null;
        if (effort != Effort.None) levels = levels.Remove(Effort.None);
        return levels.IsEmpty ? null : levels.LastOrDefault(level => level <= effort, levels[0]);
    }

    /// <summary>The effort that is nearest to a token budget.</summary>
    public static Effort FromBudget(int tokens) => tokens switch
    {
        <= 0 => Effort.None,
        <= Low => Effort.Low,
        <= Medium => Effort.Medium,
        _ => Effort.High,
    };

    /// <summary>The token budget of an effort.</summary>
    public static int BudgetTokensOf(Effort effort) => effort switch
    {
        Effort.None => 0,
        Effort.Minimal => Minimal,
        Effort.Low => Low,
        Effort.Medium => Medium,
        _ => High,
    };
}
