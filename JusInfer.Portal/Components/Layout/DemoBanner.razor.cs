using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>Explains demo mode and how to connect a provider.</summary>
public sealed partial class DemoBanner
{
    /// <summary>Whether the signed-in user can connect a provider.</summary>
    [Parameter]
    public bool IsOperator { get; set; }
}
