using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>A menu in which a person chooses the columns of a table. Which ones are hidden is in the address of the page.</summary>
public sealed partial class ColumnMenu
{
    /// <summary>Until then the check boxes are not in the page, as the fields of a <see cref="FilterPopover"/>.</summary>
    private bool wasOpened;

    [Parameter, EditorRequired]
    public IReadOnlyList<TableColumn> Columns { get; set; } = [];

    /// <summary>The names of the hidden columns.</summary>
    [Parameter, EditorRequired]
    public ImmutableHashSet<string> Hidden { get; set; } = [];

    [Parameter]
    public EventCallback<ImmutableHashSet<string>> HiddenChanged { get; set; }

    private Task ToggleAsync(TableColumn column, bool shows) =>
        HiddenChanged.InvokeAsync(shows ? Hidden.Remove(column.Name) : Hidden.Add(column.Name));
}
