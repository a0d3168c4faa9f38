using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Developer;

/// <summary>The render mode of the interactive panels.</summary>
internal static class RenderModes
{
    /// <summary>
    /// Interactive on the server and never prerendered: the HTML response contains no data of the team and no secret, so no cache or log
    /// can keep one.
    /// </summary>
    public static InteractiveServerRenderMode ServerWithoutPrerender { get; } = new(prerender: false);
}
