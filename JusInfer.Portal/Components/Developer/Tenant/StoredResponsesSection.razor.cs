using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Shows whether the team's responses are stored and shared. Owners can change it.</summary>
public sealed partial class StoredResponsesSection
{
    [Parameter, EditorRequired]
    public bool Stored { get; set; }

    [Parameter]
    public EventCallback<bool> StoredChanged { get; set; }

    /// <summary>After how many days they are deleted.</summary>
    [Parameter, EditorRequired]
    public int Days { get; set; }

    /// <summary>The owner wants to change the days.</summary>
    [Parameter]
    public EventCallback DaysRequested { get; set; }

    [Parameter, EditorRequired]
    public bool Shared { get; set; }

    [Parameter]
    public EventCallback<bool> SharedChanged { get; set; }

    [Parameter]
    public bool CanChange { get; set; }
}
