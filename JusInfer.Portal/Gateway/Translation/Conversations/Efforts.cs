namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>The ways of saying how hard to think: a word, and a number of tokens.</summary>
internal static class Efforts
{
    private const int Minimal = 1_024;
    private const int Low = 4_096;
    private const int Medium = 10_240;
    private const int High = 24_576;

    /// <summary>The effort that a word of any dialect stands for; null where it is none.</summary>
    public static Effort? Read(string? word) => word switch
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

    /// <summary>OpenAI's word for it.</summary>
    public static string Word(Effort effort) => effort switch
    {
        Effort.None => "none",
        Effort.Minimal => "minimal",
        Effort.Low => "low",
        Effort.Medium => "medium",
        Effort.High => "high",
        Effort.XHigh => "xhigh",
        _ => "max",
    };

    /// <summary>The effort nearest to a number of tokens.</summary>
    public static Effort OfBudget(int tokens) => tokens switch
    {
        <= 0 => Effort.None,
        <= Low => Effort.Low,
        <= Medium => Effort.Medium,
        _ => Effort.High,
    };

    /// <summary>What an effort takes. Tokens.</summary>
    public static int BudgetOf(Effort effort) => effort switch
    {
        Effort.None => 0,
        Effort.Minimal => Minimal,
        Effort.Low => Low,
        Effort.Medium => Medium,
        _ => High,
    };
}
