using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>What came of answers that broke off, since this process began.</summary>
public sealed partial class ResumptionTable
{
    /// <summary>The id of the heading that names the table.</summary>
    [Parameter, EditorRequired]
    public string TitleId { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<ResumptionLine> Lines { get; set; } = [];
}
