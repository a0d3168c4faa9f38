using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>The statement of one month: the balances at its start and end, and the sums between them.</summary>
public sealed partial class StatementTable
{
    /// <summary>The month, such as <c>2026-11</c>.</summary>
    [Parameter, EditorRequired]
    public string Month { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<StatementRow> Rows { get; set; } = [];
}
