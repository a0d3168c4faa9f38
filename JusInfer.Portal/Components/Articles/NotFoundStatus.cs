namespace JusInfer.Portal.Components.Articles;

internal static class NotFoundStatus
{
    /// <summary>
    /// Lets a page that suggests other pages answer 404. The status is set when the response starts: with an earlier 404 the middleware would
    /// replace the page by the general one.
    /// </summary>
    public static void AnswerNotFound(this HttpContext context) => context.Response.OnStarting(
        static response =>
        {
            ((HttpResponse)response).StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        },
        context.Response);
}
