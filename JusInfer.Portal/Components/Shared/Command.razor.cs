using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>Something to paste into a shell.</summary>
public sealed partial class Command
{
    /// <summary>The element's id; one per page.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>What it is, for a screen reader.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";
}
