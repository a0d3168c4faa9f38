using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Developer;

/// <summary>How the boards run.</summary>
internal static class Live
{
    /// <summary>
    /// On the server, and never rendered into the page's first response: what a board shows, a secret at times, is in no cache or log.
    /// </summary>
    public static InteractiveServerRenderMode OnServer { get; } = new(prerender: false);
}
