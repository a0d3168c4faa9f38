using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>Requests, newest first; each leads to its receipt.</summary>
public sealed partial class RequestTable
{
    [Parameter, EditorRequired]
    public IEnumerable<RequestLine> Lines { get; set; } = [];
}
