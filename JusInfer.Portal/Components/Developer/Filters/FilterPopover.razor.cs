using JusInfer.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>
/// A button that opens the fields of filters. Until the first time they are not in the page: one that stays open would take a third more
/// of the server's memory.
/// </summary>
public sealed partial class FilterPopover
{
    private MudButton button = default!;
    private bool wasOpened;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>The text of the button.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>The name of the fields, for screen readers.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Called when the fields are shown or hidden.</summary>
    [Parameter]
    public EventCallback OnOpen { get; set; }

    /// <summary>The fields.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    internal Task FocusAsync() => button.TryFocusAsync();

    private Task OpenAsync()
    {
        wasOpened = true;
        return OnOpen.InvokeAsync();
    }
}
