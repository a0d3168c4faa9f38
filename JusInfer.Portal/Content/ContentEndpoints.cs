using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using JusInfer.Portal.Content.Connect;
using JusInfer.Portal.Content.Pictures;
using JusInfer.Portal.Content.Social;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Content;

/// <summary>The articles for programs: the Markdown of each, all of them for language models, the blog's feed, the sitemap.</summary>
internal static class ContentEndpoints
{
    private const string Markdown = "text/markdown; charset=utf-8";
    internal static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    public static IEndpointRouteBuilder MapContent(this IEndpointRouteBuilder endpoints)
    {
        var open = endpoints.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        foreach (var section in (Section[])[Section.Blog, Section.Docs])
            open.MapMethods(
                $"/{section.Name}/{{slug}}.md",
                Reads,
                (string slug, ContentLibrary library, HttpResponse response) => Raw(library.Current, section, slug, response));

        ConnectEndpoints.Map(open);
        open.MapMethods(PictureFolder.Address + "{file}", Reads, (string file, ContentLibrary library, HttpResponse response) =>
            Send(library.Current.Pictures.FindFile(PictureFolder.Address + file), response));
        open.MapMethods(SocialImage.DefaultAddress, Reads, (HttpResponse response) => Revalidated(SocialImage.Default, SocialImage.ContentType, response));
        open.MapMethods("/social/{section}/{slug}.png", Reads, (string section, string slug, ContentLibrary library, HttpResponse response) =>
            SocialImageOf(library.Current.All.FirstOrDefault(article => article.Section.Name == section && article.Slug == slug), response));
        open.MapMethods(Changelog.MarkdownAddress, Reads, (ContentLibrary library, HttpResponse response) =>
            RawChangelog(library.Current.Changelog, response));
        open.MapMethods(LlmsText.IndexAddress, Reads, (ContentLibrary library, [FromServices] IEnumerable<IPublicPages> others, HttpContext context) =>
            Text(LlmsText.IndexOf(library.Current, others.SelectMany(static pages => pages.List()), Origin(context.Request)), context.Response));
        open.MapMethods(LlmsText.FullAddress, Reads, (ContentLibrary library, HttpContext context) =>
            Text(LlmsText.FullOf(library.Current, Origin(context.Request)), context.Response));
        open.MapMethods($"/{Section.Blog.Name}/{AtomFeed.FileName}", Reads, (ContentLibrary library, HttpContext context) =>
            Xml(AtomFeed.Of(library.Current, Origin(context.Request)), "application/atom+xml; charset=utf-8", context.Response));
        open.MapMethods("/sitemap.xml", Reads, (ContentLibrary library, [FromServices] IEnumerable<IPublicPages> others, HttpContext context) =>
            Xml(Sitemap.Of(library.Current, others.SelectMany(static pages => pages.List()), Origin(context.Request)), "application/xml; charset=utf-8", context.Response));
        return endpoints;
    }

    private static Results<FileContentHttpResult, ContentHttpResult> Raw(
        ContentSnapshot content, Section section, string slug, HttpResponse response) =>
        content.Find(section, slug) is { } article
            ? Revalidated(article.Markdown, Markdown, response)
            : TypedResults.Text(
                $"There is no article '{slug}'. {section.Address} lists all articles.", statusCode: StatusCodes.Status404NotFound);

    private static Results<FileContentHttpResult, ContentHttpResult> Send(PictureFile? picture, HttpResponse response) =>
        picture is not null
            ? Revalidated(picture.Bytes, picture.ContentType, response)
            : TypedResults.Text("There is no such picture.", statusCode: StatusCodes.Status404NotFound);

    private static Results<FileContentHttpResult, ContentHttpResult> SocialImageOf(Article? article, HttpResponse response) =>
        article is not null
            ? Revalidated(article.SocialImage.Value, SocialImage.ContentType, response)
            : TypedResults.Text("There is no such article.", statusCode: StatusCodes.Status404NotFound);

    private static Results<FileContentHttpResult, ContentHttpResult> RawChangelog(Changelog? changelog, HttpResponse response) =>
        changelog is not null
            ? Revalidated(changelog.Markdown, Markdown, response)
            : TypedResults.Text("There is no changelog.", statusCode: StatusCodes.Status404NotFound);

    internal static FileContentHttpResult Text(string markdown, HttpResponse response) =>
        Revalidated(Encoding.UTF8.GetBytes(markdown), Markdown, response);

    private static FileContentHttpResult Xml(XDocument document, string contentType, HttpResponse response)
    {
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
            document.Save(text);
        return Revalidated(bytes.ToArray(), contentType, response);
    }

    /// <summary>A response that clients may cache but must revalidate; the result responds with 304 if the entity tag matches.</summary>
    internal static FileContentHttpResult Revalidated(ReadOnlyMemory<byte> bytes, string contentType, HttpResponse response)
    {
        response.Headers.CacheControl = "public, no-cache";
        return TypedResults.Bytes(bytes, contentType, entityTag: EntityTagOf(bytes.Span));
    }

    private static EntityTagHeaderValue EntityTagOf(ReadOnlySpan<byte> bytes) =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");

    internal static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}";
}
