using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components;

/// <summary>The HTML document around every page.</summary>
public sealed partial class App
{
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    /// <summary>
    /// The theme that the visitor chose, from a cookie. It is part of the document, so that the other theme does not flash first. Null
    /// means the theme of the operating system.
    /// </summary>
    private string? Theme => Http?.Request.Cookies["theme"] is "light" or "dark" ? Http.Request.Cookies["theme"] : null;
}
