using System.Diagnostics;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Errors;

/// <summary>What a visitor sees when a page threw.</summary>
public sealed partial class ErrorPage
{
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    /// <summary>The id under which the log has this request: the response's own header where Hosting set one.</summary>
    private string RequestId =>
        Http?.Response.Headers["x-request-id"].ToString() is { Length: > 0 } id
            ? id
            : Activity.Current?.Id ?? Http?.TraceIdentifier ?? "unknown";
}
