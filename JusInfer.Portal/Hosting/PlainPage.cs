using System.Text.Encodings.Web;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// A page that is text of this file and loads nothing, because what renders other pages can be what has failed, or is what rejected a form.
/// </summary>
internal static class PlainPage
{
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    /// <summary>Writes the page with the status of the response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="title">What has happened.</param>
    /// <param name="paragraphs">What to do, as HTML.</param>
    /// <param name="link">Where to go on, a path of this portal.</param>
    /// <param name="label">The text of the link.</param>
    public static Task WriteAsync(HttpContext context, string title, IEnumerable<string> paragraphs, string link, string label)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <title>{{title}} · JusInfer</title>
            <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: 3rem 1rem }</style>
            </head>
            <body>
            <main>
            <p>{{context.Response.StatusCode}}</p>
            <h1>{{title}}</h1>
            {{string.Join('\n', paragraphs.Select(static paragraph => $"<p>{paragraph}</p>"))}}
            <p><a href="{{HtmlEncoder.Default.Encode(link)}}">{{label}}</a></p>
            </main>
            </body>
            </html>

            """,
            context.RequestAborted);
    }
}
