using System.Diagnostics;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Errors;

/// <summary>The page that is shown after an unhandled exception.</summary>
public sealed partial class ErrorPage
{
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    /// <summary>The request id as it appears in the log: the response header that Hosting sets, or the trace id without one.</summary>
    private string RequestId =>
        Http?.Response.Headers["x-request-id"].ToString() is { Length: > 0 } id
            ? id
            : Activity.Current?.Id ?? Http?.TraceIdentifier ?? "unknown";
}
