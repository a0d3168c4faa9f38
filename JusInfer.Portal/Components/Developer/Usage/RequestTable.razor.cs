using System.Collections.Immutable;
using JusInfer.Portal.Components.Developer.Filters;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>A list of requests, newest first. Each row links to its receipt.</summary>
public sealed partial class RequestTable
{
    /// <summary>The columns that a person can hide.</summary>
    public static readonly ImmutableArray<TableColumn> Columns =
        [new("key", "Key, run and user"), new("tokens", "Tokens in → out"), new("first-token", "First token"), new("duration", "Duration")];

    [Parameter, EditorRequired]
    public IEnumerable<RequestRow> Rows { get; set; } = [];

    /// <summary>The names of the hidden columns.</summary>
    [Parameter]
    public ImmutableHashSet<string> Hidden { get; set; } = [];

    private bool Shows(string column) => !Hidden.Contains(column);
}
