using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>Says that no provider is connected. A click explains what that means and how one is connected.</summary>
public sealed partial class DemoChip
{
    /// <summary>Whether the signed-in user can connect a provider.</summary>
    [Parameter]
    public bool IsOperator { get; set; }
}
