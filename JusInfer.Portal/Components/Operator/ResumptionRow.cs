using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Components.Operator;

/// <summary>One row of the table of interrupted streams, formatted.</summary>
/// <param name="Outcome">What happened to the streams, in words.</param>
/// <param name="Reason">The reason code of the metric; null if there is none.</param>
/// <param name="Count">The number of streams.</param>
public sealed record ResumptionRow(string Outcome, string? Reason, string Count)
{
    internal static ResumptionRow From(ResumptionStatus status) => new(ResumptionDescriptions.OutcomeOf(status.Outcome), status.Reason, NumberFormat.Count(status.Count));
}
