using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>
/// The periods of a page, each at an address of its own. The kit's toggle group has its choice in its own state, and no addresses.
/// </summary>
public sealed partial class PeriodLinks
{
    [Parameter, EditorRequired]
    public IEnumerable<(string Label, string Address, bool IsCurrent)> Periods { get; set; } = [];
}
