using System.Reflection;
using JusInfer.Portal.Components.Articles;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Tests.Content;

/// <summary>The addresses of the portal's pages, from their <c>@page</c> directives.</summary>
internal static class PortalPages
{
    public static HashSet<string> Addresses() =>
        [.. typeof(BlogPage).Assembly.GetTypes().SelectMany(static type => type.GetCustomAttributes<RouteAttribute>(inherit: false)).Select(static route => route.Template.TrimEnd('/'))];
}
