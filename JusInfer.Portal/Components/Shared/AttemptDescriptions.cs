using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Shared;

/// <summary>Describes the outcomes of attempts.</summary>
internal static class AttemptDescriptions
{
    public static string Describe(AttemptOutcome outcome, int? status) => outcome switch
    {
        AttemptOutcome.Answered => "succeeded",
        AttemptOutcome.RateLimited => "rate limited",
        AttemptOutcome.TimedOut => "timed out",
        AttemptOutcome.Unreachable => "unreachable",
        AttemptOutcome.Refused => $"credential or model rejected{InParentheses(status)}",
        AttemptOutcome.Rejected => $"request rejected{InParentheses(status)}",
        AttemptOutcome.Broken => "interrupted",
        AttemptOutcome.Abandoned => "client disconnected",
        _ => $"failed{InParentheses(status)}",
    };

    private static string InParentheses(int? status) => status is null or 200 ? "" : $" ({status})";
}
