using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Content;
using JusInfer.Portal.Content.Connect;
using JusInfer.Portal.Reports.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Components.CatalogPages;

/// <summary>The catalog for programs: as Markdown and as JSON, with the filters of the page.</summary>
internal static class CatalogEndpoints
{
    private const string MarkdownExtension = ".md";
    private const string JsonExtension = ".json";

    /// <summary>Adds what the pages of the catalog read, and lists them for the sitemap.</summary>
    public static IServiceCollection AddCatalogPages(this IServiceCollection services) => services
        .AddSingleton<CatalogListing>()
        .AddSingleton<IPublicPages, CatalogPublicPages>();

    public static IEndpointRouteBuilder MapCatalogPages(this IEndpointRouteBuilder endpoints)
    {
        var open = endpoints.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        open.MapMethods(CatalogAddresses.Json, ContentEndpoints.Reads, (CatalogSnapshot catalog, CatalogListing listing, HttpContext context) =>
            ContentEndpoints.Revalidated(CatalogJson.Write(catalog, Select(catalog, listing, context)), "application/json", context.Response));
        open.MapMethods(CatalogAddresses.Markdown, ContentEndpoints.Reads, (CatalogSnapshot catalog, CatalogListing listing, HttpContext context) =>
            Respond(context, origin => ContentEndpoints.Text(CatalogMarkdown.ListOf(catalog, Select(catalog, listing, context), origin), context.Response)));
        open.MapMethods($@"{CatalogAddresses.List}/{{**file:regex(\.md$)}}", ContentEndpoints.Reads, (string file, CatalogSnapshot catalog, CatalogListing listing, HttpContext context) =>
            Respond(context, origin => SendMarkdown(file[..^MarkdownExtension.Length], catalog, listing, origin, context.Response)));
        open.MapMethods($@"{CatalogAddresses.List}/{{**file:regex(\.json$)}}", ContentEndpoints.Reads, (string file, CatalogSnapshot catalog, CatalogListing listing, HttpResponse response) =>
            SendJson(file[..^JsonExtension.Length], catalog, listing, response));
        return endpoints;
    }

    private static ImmutableArray<CatalogEntry> Select(CatalogSnapshot catalog, CatalogListing listing, HttpContext context) =>
        CatalogQuery.Parse(context.Request.Query).Apply(listing.Read(catalog));

    /// <summary>One model, or the list of those that automatic routing uses.</summary>
    private static IResult SendJson(string name, CatalogSnapshot catalog, CatalogListing listing, HttpResponse response)
    {
        var entries = listing.Read(catalog);
        return catalog.Resolve(name) switch
        {
            ModelResolution.Pinned pinned => ContentEndpoints.Revalidated(CatalogJson.WriteOne(catalog, entries.Single(entry => entry.Id == pinned.Model.Id)), "application/json", response),
            ModelResolution.Auto => ContentEndpoints.Revalidated(CatalogJson.Write(catalog, [.. entries.Where(static entry => entry.Role is not AutoRole.None)]), "application/json", response),
            var unknown => NotFound(name, unknown is ModelResolution.Unknown { Nearest: var nearest } ? nearest : []),
        };
    }

    private static IResult SendMarkdown(string name, CatalogSnapshot catalog, CatalogListing listing, string origin, HttpResponse response)
    {
        var entries = listing.Read(catalog);
        return catalog.Resolve(name) switch
        {
            ModelResolution.Pinned pinned => ContentEndpoints.Text(CatalogMarkdown.Of(catalog, entries.Single(entry => entry.Id == pinned.Model.Id), origin), response),
            ModelResolution.Auto => ContentEndpoints.Text(CatalogMarkdown.OfAuto(catalog, entries, origin), response),
            var unknown => NotFound(name, unknown is ModelResolution.Unknown { Nearest: var nearest } ? nearest : []),
        };
    }

    private static ContentHttpResult NotFound(string name, ImmutableArray<string> nearest)
    {
        var suggestion = nearest.IsEmpty ? "" : $" Did you mean {string.Join(" or ", nearest)}?";
        return TypedResults.Text($"There is no model '{name}'.{suggestion} {CatalogAddresses.Markdown} lists all models.", statusCode: StatusCodes.Status404NotFound);
    }

    /// <summary>Commands contain the address of the request, whose host can be any text.</summary>
    private static IResult Respond(HttpContext context, Func<string, IResult> respond) => Placeholders.IsSafe(context.Request.Host)
        ? respond(ContentEndpoints.Origin(context.Request))
        : TypedResults.Text("The host of the request is not the name of a host.", statusCode: StatusCodes.Status400BadRequest);
}
