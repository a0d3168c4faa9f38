using Microsoft.AspNetCore.Components.Endpoints;

namespace JusInfer.Portal.Hosting;

/// <summary>Lets the portal's pages answer HEAD like GET (RFC 9110, section 9.3.2); the web server leaves out the body.</summary>
internal static class HeadRequests
{
    /// <summary>Adds HEAD to every page: Blazor maps a page for GET and POST only.</summary>
    public static RazorComponentsEndpointConventionBuilder AllowHeadRequests(this RazorComponentsEndpointConventionBuilder pages)
    {
        pages.Add(static endpoint =>
        {
            if (!endpoint.Metadata.OfType<ComponentTypeMetadata>().Any()) return;
            var methods = endpoint.Metadata.OfType<HttpMethodMetadata>().SelectMany(static metadata => metadata.HttpMethods);
            endpoint.Metadata.Add(new HttpMethodMetadata([.. methods, HttpMethods.Head]));
        });
        return pages;
    }
}
