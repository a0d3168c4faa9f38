using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Gateway.Status;

namespace JusInfer.Portal.Components.Operator;

/// <summary>What came of some answers that broke off, as it is written.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Reason">Why, in the counters' word; absent where there is no reason to give.</param>
/// <param name="Count">How many.</param>
public sealed record ResumptionLine(string Outcome, string? Reason, string Count)
{
    internal static ResumptionLine Of(ResumptionStatus status) => new(status.Outcome, status.Reason, Figures.Count(status.Count));
}
