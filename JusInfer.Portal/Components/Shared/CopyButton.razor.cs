using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>Copies another element's text with <c>js/site.js</c>. The text is in no attribute and is not sent to the server.</summary>
public sealed partial class CopyButton
{
    /// <summary>The id of the element whose text is copied.</summary>
    [Parameter, EditorRequired]
    public string Target { get; set; } = "";

    /// <summary>The button's accessible name.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string Text { get; set; } = "Copy";
}
