using System.Collections.Immutable;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Reports.Views;

/// <summary>Whether a call or a run did its work, as one caller has reported it last.</summary>
/// <param name="By">The id of the member or of the key that reported.</param>
/// <param name="Ok">Whether it did its work.</param>
/// <param name="Note">What the caller added.</param>
/// <param name="At">When it was reported last.</param>
internal sealed record FeedbackView(string By, bool Ok, string? Note, DateTime At)
{
    public static ImmutableArray<FeedbackView> From(ImmutableArray<FeedbackReport> reports) =>
        [.. reports.Select(static report => new FeedbackView(report.Reporter, report.Ok, report.Note, report.At.UtcDateTime))];
}
