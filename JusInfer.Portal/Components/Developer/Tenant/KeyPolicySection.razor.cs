using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Shows the team's policy for keys. Owners can change it.</summary>
public sealed partial class KeyPolicySection
{
    /// <summary>The rules with their names; empty without a policy.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<(string Name, string Value)> Policy { get; set; } = [];

    [Parameter]
    public bool CanChange { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }
}
