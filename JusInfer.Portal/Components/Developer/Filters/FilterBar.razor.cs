using JusInfer.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>The filters in use, each of which one click removes, and a button that shows the fields for all filters.</summary>
public sealed partial class FilterBar
{
    private bool isOpen;
    private ElementReference toggle;

    [Parameter, EditorRequired]
    public IReadOnlyList<FilterChip> Chips { get; set; } = [];

    /// <summary>Called with the names of the filters to remove.</summary>
    [Parameter, EditorRequired]
    public EventCallback<IReadOnlyList<string>> OnRemove { get; set; }

    /// <summary>The fields.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>What is at the end of the bar.</summary>
    [Parameter]
    public RenderFragment? Side { get; set; }

    /// <summary>Called when the fields are shown.</summary>
    [Parameter]
    public EventCallback OnOpen { get; set; }

    private Task ToggleAsync()
    {
        isOpen = !isOpen;
        return isOpen ? OnOpen.InvokeAsync() : Task.CompletedTask;
    }

    private Task RemoveAsync(string name) => RemoveAsync([name]);

    private Task RemoveAllAsync() => RemoveAsync([.. Chips.Select(static chip => chip.Name)]);

    /// <summary>The focused button goes with its filter.</summary>
    private async Task RemoveAsync(IReadOnlyList<string> names)
    {
        await OnRemove.InvokeAsync(names);
        await toggle.TryFocusAsync();
    }
}
