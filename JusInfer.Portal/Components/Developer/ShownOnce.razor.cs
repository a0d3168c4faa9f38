using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>What a dialog made, to be copied now or never: it takes the focus, and its one button ends the dialog.</summary>
public sealed partial class ShownOnce
{
    private ElementReference heading;

    /// <summary>What to do with it, as an order.</summary>
    [Parameter, EditorRequired]
    public string Order { get; set; } = "";

    /// <summary>Why to do it at once.</summary>
    [Parameter, EditorRequired]
    public string Warning { get; set; } = "";

    /// <summary>The id of the element that holds the text.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What a screen reader says of the button that copies it.</summary>
    [Parameter, EditorRequired]
    public string CopyLabel { get; set; } = "";

    /// <summary>What the button says that ends the dialog.</summary>
    [Parameter, EditorRequired]
    public string Done { get; set; } = "";

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await heading.FocusAsync();
    }
}
