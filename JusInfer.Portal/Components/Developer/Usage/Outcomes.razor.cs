using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>What callers have reported about a call or a run, newest first.</summary>
public sealed partial class Outcomes
{
    [Parameter, EditorRequired]
    public IEnumerable<OutcomeRow> Rows { get; set; } = [];
}
