namespace JusInfer.Portal.Hosting;

/// <summary>
/// Renders unhandled exceptions: as a page for browsers, as problem details (RFC 9457) for the control plane. Neither shows a stack trace.
/// </summary>
internal static class ErrorPages
{
    private const string ControlPlanePath = "/v1";

    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseWhen(
            IsControlPlane,
            static api => api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = WriteProblemAsync }));
        app.UseWhen(static context => !IsControlPlane(context), static pages =>
        {
            pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/not-found");
        });
    }

    private static bool IsControlPlane(HttpContext context) =>
        context.Request.Path.StartsWithSegments(ControlPlanePath, StringComparison.OrdinalIgnoreCase);

    private static Task WriteProblemAsync(HttpContext context) => Results.Problem(
        detail: "The call failed on our side. Retry it. If the error persists, send the operator the request id "
            + $"{context.TraceIdentifier}.",
        statusCode: StatusCodes.Status500InternalServerError,
        extensions: [new("code", "INTERNAL")]).ExecuteAsync(context);
}
