using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Content.Connect;

/// <summary>
/// The pages of clients for programs: Markdown, settings files and setup scripts, all with the address of the request and without a key.
/// </summary>
internal static class ConnectEndpoints
{
    /// <summary>The list of clients as Markdown.</summary>
    public const string ListAddress = "/connect.md";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Map(RouteGroupBuilder open)
    {
        open.MapMethods(ListAddress, ContentEndpoints.Reads, (ContentLibrary library, HttpContext context) =>
            Respond(context, origin => ContentEndpoints.Text(ConnectMarkdown.ListOf(library.Current, origin), context.Response)));
        open.MapMethods("/connect/{client}.md", ContentEndpoints.Reads, (string client, ContentLibrary library, HttpContext context) =>
            Respond(context, library.Current, client, (article, origin) =>
                ContentEndpoints.Text(ConnectMarkdown.Of(article, origin), context.Response)));
        open.MapMethods("/connect/{client}/{file}", ContentEndpoints.Reads, (string client, string file, ContentLibrary library, HttpContext context) =>
            Respond(context, library.Current, client, (article, origin) => Send(article, file, origin, context.Response)));
    }

    private static IResult Send(Article client, string name, string origin, HttpResponse response)
    {
        if (name == SetupScript.ShellName && SetupScript.Supports(client)) return Script(SetupScript.ForShell(client, origin), "text/x-shellscript", response);
        if (name == SetupScript.PowerShellName && SetupScript.Supports(client)) return Script(SetupScript.ForPowerShell(client, origin), "text/plain", response);
        if (client.Files.FirstOrDefault(file => file.Name == name) is not { } found) return NotFound($"{client.Address} has no file '{name}'.");
        response.Headers.CacheControl = "no-cache";
        return TypedResults.File(Utf8.GetBytes(found.Text.WithAddress(origin)), "application/octet-stream", found.Name);
    }

    /// <summary>A script as text, so that a browser shows it before anyone runs it.</summary>
    private static FileContentHttpResult Script(string text, string contentType, HttpResponse response) =>
        ContentEndpoints.Revalidated(Utf8.GetBytes(text), $"{contentType}; charset=utf-8", response);

    private static IResult Respond(HttpContext context, ContentSnapshot content, string client, Func<Article, string, IResult> respond) =>
        content.Find(Section.Connect, client) is { } article
            ? Respond(context, origin => respond(article, origin))
            : NotFound($"There is no client '{client}'. {Section.Connect.Address} lists all clients.");

    private static IResult Respond(HttpContext context, Func<string, IResult> respond) => Placeholders.IsSafe(context.Request.Host)
        ? respond(ContentEndpoints.Origin(context.Request))
        : TypedResults.Text("The host of the request is not the name of a host.", statusCode: StatusCodes.Status400BadRequest);

    private static ContentHttpResult NotFound(string reason) => TypedResults.Text(reason, statusCode: StatusCodes.Status404NotFound);
}
