using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>A point in time, shown in the browser's time zone by <c>js/local-time.js</c>, or in UTC without JavaScript.</summary>
public sealed partial class LocalTime
{
    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>Whether to show date and time instead of "3 minutes ago".</summary>
    [Parameter]
    public bool Absolute { get; set; }
}
