using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>A menu in which a person chooses the columns of a table. Which ones are hidden is in the address of the page.</summary>
public sealed partial class ColumnMenu
{
    [Parameter, EditorRequired]
    public IReadOnlyList<TableColumn> Columns { get; set; } = [];

    /// <summary>The names of the hidden columns.</summary>
    [Parameter, EditorRequired]
    public ImmutableHashSet<string> Hidden { get; set; } = [];

    [Parameter]
    public EventCallback<ImmutableHashSet<string>> HiddenChanged { get; set; }

    private Task ToggleAsync(TableColumn column, ChangeEventArgs change) => HiddenChanged.InvokeAsync(change.Value is true ? Hidden.Remove(column.Name) : Hidden.Add(column.Name));
}
