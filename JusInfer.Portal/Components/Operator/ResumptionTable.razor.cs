using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Interrupted streams since this process started, by outcome and reason.</summary>
public sealed partial class ResumptionTable
{
    [Parameter, EditorRequired]
    public IReadOnlyList<ResumptionRow> Rows { get; set; } = [];
}
