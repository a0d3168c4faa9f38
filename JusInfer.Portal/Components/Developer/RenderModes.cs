using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Developer;

/// <summary>The render modes of the interactive panels.</summary>
internal static class RenderModes
{
    /// <summary>
    /// Interactive on the server, with its data in the HTML response, so that it is seen before the circuit is there. The
    /// response may not be stored: the layout has a form with an antiforgery token, which sets <c>Cache-Control: no-store</c>.
    /// For panels without secrets and with few statements, because they are read again for the circuit.
    /// </summary>
    public static InteractiveServerRenderMode Server { get; } = new(prerender: true);

    /// <summary>Interactive on the server and not prerendered: for panels that cost more to read.</summary>
    public static InteractiveServerRenderMode ServerWithoutPrerender { get; } = new(prerender: false);
}
