using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>The frame of the kit's fields, with label, hint and error, around a control of the browser or of our own.</summary>
public sealed partial class FieldFrame
{
    /// <summary>The classes of what is framed.</summary>
    internal const string Slot = "mud-input-slot mud-input-root mud-input-root-outlined mud-input-root-margin-dense";

    /// <summary>The id of the control.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Error { get; set; }

    /// <summary>The control.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
