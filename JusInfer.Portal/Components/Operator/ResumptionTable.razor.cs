using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Interrupted streams since this process started, by outcome and reason.</summary>
public sealed partial class ResumptionTable
{
    /// <summary>The id of the heading that labels the table.</summary>
    [Parameter, EditorRequired]
    public string TitleId { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<ResumptionRow> Rows { get; set; } = [];
}
