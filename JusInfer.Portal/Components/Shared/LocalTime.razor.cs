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

    /// <summary>Whether to show date and time to the minute.</summary>
    [Parameter]
    public bool ToMinute { get; set; }

    /// <summary>Whether to show the time to the second, with the day unless it is today.</summary>
    [Parameter]
    public bool ToSecond { get; set; }

    private string? Format => ToSecond ? "second" : ToMinute ? "minute" : Absolute ? "absolute" : null;

    private string Utc => ToMinute ? DateFormat.Minute(At) : DateFormat.Second(At);
}
