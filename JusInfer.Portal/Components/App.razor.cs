using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components;

/// <summary>The document around every page.</summary>
public sealed partial class App
{
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    /// <summary>
    /// The theme this visitor chose, written into the document so that no other one flashes first; absent, the system's holds.
    /// </summary>
    private string? Theme => Http?.Request.Cookies["theme"] is "light" or "dark" ? Http.Request.Cookies["theme"] : null;
}
