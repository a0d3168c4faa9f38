using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>A ratio as a bar and as a percentage.</summary>
public sealed partial class PercentBar
{
    /// <summary>From 0 to 1. A larger value fills the bar and is shown as its percentage.</summary>
    [Parameter, EditorRequired]
    public double Ratio { get; set; }

    /// <summary>Whether to draw the bar as a warning: the whole is a limit that is nearly reached.</summary>
    [Parameter]
    public bool Warning { get; set; }

    /// <summary>Whether to leave out the percentage, because the amounts are beside the bar.</summary>
    [Parameter]
    public bool Bare { get; set; }

    private string Width => (Math.Clamp(Ratio, 0, 1) * 100).ToString("0.##", CultureInfo.InvariantCulture);
}
