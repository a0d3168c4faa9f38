using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>An icon of the UI kit's set, without its styles, which pages without a circuit do not load.</summary>
public sealed partial class Glyph
{
    /// <summary>The content of the icon, one of the kit's constants.</summary>
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";
}
