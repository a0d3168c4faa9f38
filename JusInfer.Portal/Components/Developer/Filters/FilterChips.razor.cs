using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>The filters in use, each of which one click removes.</summary>
public sealed partial class FilterChips
{
    [Parameter, EditorRequired]
    public IReadOnlyList<FilterChip> Chips { get; set; } = [];

    /// <summary>Called with the names of the filters to remove.</summary>
    [Parameter, EditorRequired]
    public EventCallback<IReadOnlyList<string>> OnRemove { get; set; }
}
