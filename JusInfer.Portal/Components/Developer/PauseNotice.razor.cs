using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>Says why runaway protection has paused a run or key, with a button that resumes it.</summary>
public sealed partial class PauseNotice
{
    /// <summary>What is paused, as a sentence without its period.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>The reason, as a sentence.</summary>
    [Parameter, EditorRequired]
    public string Reason { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback OnResume { get; set; }
}
