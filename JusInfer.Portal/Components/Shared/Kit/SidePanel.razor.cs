using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// A panel at the right edge of the window, about one row of the list behind it, which stays usable. It takes the focus when it
/// opens and when it shows another row. The kit's drawer covers the list and has no name.
/// </summary>
public sealed partial class SidePanel
{
    private ElementReference panel;
    private string? focused;

    /// <summary>What the panel is about, for screen readers. The panel takes the focus when it changes.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter]
    public RenderFragment? Heading { get; set; }

    /// <summary>Buttons beside the one that closes.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focused == Name) return;
        focused = Name;
        await panel.TryFocusAsync();
    }

    private Task CloseOnEscape(KeyboardEventArgs key) => key.Key == "Escape" ? OnClose.InvokeAsync() : Task.CompletedTask;
}
