using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>What one caller has reported about a call or a run.</summary>
/// <param name="Ok">Whether it did its work.</param>
/// <param name="By">The member or the key.</param>
/// <param name="At">When.</param>
/// <param name="Note">What the caller added.</param>
public sealed record OutcomeRow(bool Ok, string By, DateTimeOffset At, string? Note)
{
    internal static OutcomeRow From(FeedbackReport report, Func<string, string> nameOf) => new(report.Ok, nameOf(report.Reporter), report.At, report.Note);
}
