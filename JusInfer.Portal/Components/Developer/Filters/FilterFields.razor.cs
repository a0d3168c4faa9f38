using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>Fields that filter calls.</summary>
public sealed partial class FilterFields
{
    [Parameter, EditorRequired]
    public IEnumerable<FilterField> Fields { get; set; } = [];

    /// <summary>Called with the name of a field and its new value.</summary>
    [Parameter, EditorRequired]
    public EventCallback<(string Name, string? Value)> OnChoose { get; set; }
}
