using System.Diagnostics.CodeAnalysis;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A call in an export by settlement.</summary>
internal sealed record SettledRequestView : RequestView
{
    [SetsRequiredMembers]
    public SettledRequestView(RequestView call, string cursor)
        : base(call) => Cursor = cursor;

    /// <summary>The value of <c>after</c> with which the export continues after this call.</summary>
    public string Cursor { get; }
}
