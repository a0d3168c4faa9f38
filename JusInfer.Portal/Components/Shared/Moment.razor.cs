using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>An instant, shown in the visitor's own time zone by <c>js/local-time.js</c>, in UTC where scripts do not run.</summary>
public sealed partial class Moment
{
    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>Date and time instead of "3 minutes ago".</summary>
    [Parameter]
    public bool Absolute { get; set; }
}
