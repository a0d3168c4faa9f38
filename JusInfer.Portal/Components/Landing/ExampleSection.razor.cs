using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Landing;

/// <summary>A section of the home page: an explanation next to an example of what the portal shows.</summary>
public sealed partial class ExampleSection
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The id of the title.</summary>
    [Parameter, EditorRequired]
    public string TitleId { get; set; } = "";

    [Parameter, EditorRequired]
    public RenderFragment Explanation { get; set; } = default!;

    /// <summary>The example, with a caption.</summary>
    [Parameter, EditorRequired]
    public RenderFragment Figure { get; set; } = default!;

    /// <summary>Attributes of the figure.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? FigureAttributes { get; set; }
}
