using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// The header of a column that sorts the table: a link to the same page, first with the largest or latest on top unless
/// <see cref="Ascends"/>, then the other way round.
/// </summary>
public sealed partial class SortHeader
{
    /// <summary>The column in the address: <c>cost</c> is descending, <c>-cost</c> ascending.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>How the table is sorted; null by no column of this kind.</summary>
    [Parameter]
    public string? Sort { get; set; }

    [Parameter]
    public string? Class { get; set; }

    /// <summary>Whether the first click sorts from the smallest on, as people expect of names.</summary>
    [Parameter]
    public bool Ascends { get; set; }

    /// <summary>The address of the page sorted in a way.</summary>
    [Parameter, EditorRequired]
    public Func<string, string> Address { get; set; } = default!;

    private string First => Ascends ? "-" + Name : Name;

    private string Second => Ascends ? Name : "-" + Name;
}
