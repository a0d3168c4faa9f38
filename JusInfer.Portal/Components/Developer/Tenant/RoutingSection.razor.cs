using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Shows the team's rules for automatic routing. Owners can change them.</summary>
public sealed partial class RoutingSection
{
    /// <summary>The rules with their names.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<(string Name, string Value)> Rules { get; set; } = [];

    [Parameter, EditorRequired]
    public string AutoModel { get; set; } = "";

    /// <summary>What all calls of this month cost compared with the baseline; null if none could be compared.</summary>
    [Parameter]
    public string? Savings { get; set; }

    [Parameter]
    public bool CanChange { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }
}
