using JusInfer.Portal.Admission;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Reports.Limits;

/// <summary>The state of a limit in words and figures.</summary>
internal static class LimitDescriptions
{
    private const double NearLimit = 0.9;

    public static string Amount(LimitKind kind, decimal amount) => kind switch
    {
        LimitKind.Usd => NumberFormat.Money(amount),
        LimitKind.TokensPerMinute => NumberFormat.Tokens((long)amount),
        _ => NumberFormat.Count((long)amount),
    };

    /// <summary>What happens when a limit is reached that does not reject; null if it rejects.</summary>
    public static string? OnReach(ReachAction action) => action switch
    {
        ReachAction.Economy => "When it is reached, only automatic routing to economical models is available.",
        ReachAction.Notify => "When it is reached, calls continue.",
        _ => null,
    };

    /// <summary>The part of the limit that new calls cannot use.</summary>
    public static double UsedRatio(LimitState state) => state.Limit == 0 ? 1 : (double)((state.Used + state.Held) / state.Limit);

    public static bool IsNearlyReached(LimitState state) => UsedRatio(state) >= NearLimit;

    /// <summary>When a limit without a window is available again.</summary>
    public static string Refill(LimitState state) => state.Kind switch
    {
        LimitKind.RequestsPerMinute or LimitKind.TokensPerMinute when state.Used == 0 => "full",
        LimitKind.RequestsPerMinute or LimitKind.TokensPerMinute => "refills within a minute",
        LimitKind.Concurrency => "when calls end",
        _ => "never",
    };
}
