using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>A filter in use, which one click removes.</summary>
public sealed partial class RemoveFilterButton
{
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback OnRemove { get; set; }
}
