
namespace JusInfer.Portal.Hosting;

/// <summary>
/// What a fault of ours looks like: a page for people, problem details (RFC 9457) for programs. Neither shows a stack trace.
/// </summary>
internal static class FaultPages
{
    private const string ControlPlane = "/v1";

    public static void UseFaultPages(this IApplicationBuilder app)
    {
        app.UseWhen(IsForPrograms, static api => api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = TellAsync }));
        app.UseWhen(static context => !IsForPrograms(context), static pages =>
        {
            pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/not-found");
        });
    }

    private static bool IsForPrograms(HttpContext context) =>
        context.Request.Path.StartsWithSegments(ControlPlane, StringComparison.OrdinalIgnoreCase);

    private static Task TellAsync(HttpContext context) => Results.Problem(
        detail: $"The call failed on our side. Send it again; if it stays, tell the operator the request id {context.TraceIdentifier}.",
        statusCode: StatusCodes.Status500InternalServerError,
        extensions: [new("code", "INTERNAL")]).ExecuteAsync(context);
}
