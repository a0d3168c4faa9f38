using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>Copies another element's text. The text itself stands in no attribute and goes through no server call.</summary>
public sealed partial class CopyButton
{
    /// <summary>The id of the element whose text is copied.</summary>
    [Parameter, EditorRequired]
    public string Target { get; set; } = "";

    /// <summary>What a screen reader says.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string Text { get; set; } = "Copy";
}
