using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>A filter: a chip that shows its value and opens its choices. The value is in the address of the page.</summary>
public sealed partial class FilterMenu
{
    /// <summary>Until then the fields are not in the page, as those of a <see cref="FilterPopover"/>.</summary>
    private bool wasOpened;

    /// <summary>The name of the filter's parameter in the query string.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>The chosen value, for people; null if none is chosen.</summary>
    [Parameter, EditorRequired]
    public string? Value { get; set; }

    /// <summary>The chosen value, as in the address.</summary>
    [Parameter]
    public string? Selected { get; set; }

    /// <summary>What can be chosen with one click: values as in the address, and their texts.</summary>
    [Parameter]
    public IReadOnlyList<(string Value, string Text)> Options { get; set; } = [];

    /// <summary>Called with the chosen value, or null to remove the filter.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string?> OnChoose { get; set; }

    /// <summary>Called when the choices are opened or closed.</summary>
    [Parameter]
    public EventCallback OnOpen { get; set; }

    /// <summary>Fields for other values.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string Id => $"filter-{Name}";

    private Task OpenAsync()
    {
        wasOpened = true;
        return OnOpen.InvokeAsync();
    }
}
