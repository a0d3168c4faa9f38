using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>A share as a bar and as a number.</summary>
public sealed partial class ShareBar
{
    /// <summary>From 0 to 1; more is drawn as a full bar and said in the number.</summary>
    [Parameter, EditorRequired]
    public double Share { get; set; }

    /// <summary>Drawn as a warning: the whole is a limit and is nearly used up.</summary>
    [Parameter]
    public bool Alarm { get; set; }

    private string Width => (Math.Clamp(Share, 0, 1) * 100).ToString("0.##", CultureInfo.InvariantCulture);
}
