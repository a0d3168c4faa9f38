using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Shared;

/// <summary>What became of an attempt, as a person would say it.</summary>
internal static class AttemptDescriptions
{
    public static string Say(AttemptOutcome outcome, int? status) => outcome switch
    {
        AttemptOutcome.Answered => "answered",
        AttemptOutcome.RateLimited => "limited us",
        AttemptOutcome.TimedOut => "was too slow",
        AttemptOutcome.Unreachable => "was not reached",
        AttemptOutcome.Refused => $"refused our credential or model{Number(status)}",
        AttemptOutcome.Rejected => $"refused the request{Number(status)}",
        AttemptOutcome.Broken => "broke off",
        AttemptOutcome.Abandoned => "client hung up",
        _ => $"failed{Number(status)}",
    };

    private static string Number(int? status) => status is null or 200 ? "" : $", {status}";
}
