using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Connect;

/// <summary>A list of requests, newest first. Each row links to its receipt.</summary>
public sealed partial class RequestTable
{
    [Parameter, EditorRequired]
    public IEnumerable<RequestRow> Rows { get; set; } = [];
}
