using System.Globalization;
using JusInfer.Portal.Gateway.Errors;
using Microsoft.AspNetCore.Diagnostics;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Renders unhandled exceptions: as a page for browsers, as problem details (RFC 9457) for the control plane. Neither shows a stack trace.
/// An unknown address is a page for browsers, and an error of the gateway for programs, whose base URL is probably wrong.
/// </summary>
internal static class ErrorPages
{
    private const string ControlPlanePath = "/v1";
    private const int MaxPathLength = 100;

    /// <summary>Addresses that only programs know: Claude Code and Claude Desktop look there for settings of other gateways.</summary>
    private static readonly string[] ProgramPaths = ["/.well-known", "/managed", "/user"];

    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseWhen(
            IsControlPlane,
            static api => api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = WriteProblemAsync }));
        app.UseWhen(static context => !IsControlPlane(context), static pages =>
        {
            pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/not-found");
            pages.UseWhen(IsFromProgram, static programs => programs.UseStatusCodePages(WriteNotFoundAsync));
        });
    }

    private static bool IsControlPlane(HttpContext context) =>
        context.Request.Path.StartsWithSegments(ControlPlanePath, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Programs do not read pages: requests with another method than GET, and for addresses that only programs know.
    /// </summary>
    private static bool IsFromProgram(HttpContext context) =>
        !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        || Array.Exists(ProgramPaths, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    private static Task WriteNotFoundAsync(StatusCodeContext status)
    {
        var context = status.HttpContext;
        if (context.Response.StatusCode != StatusCodes.Status404NotFound) return Task.CompletedTask;
        var path = context.Request.Path.Value ?? "";
        if (path.Length > MaxPathLength) path = string.Concat(path.AsSpan(0, MaxPathLength), "…");
        return ErrorResponse.WriteAsync(
            context,
            new GatewayError(
                StatusCodes.Status404NotFound,
                ErrorCodes.NotFound,
                $"JusInfer does not answer {context.Request.Method} {path}. /docs/api-reference lists the paths of the gateway."));
    }

    private static Task WriteProblemAsync(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>() is { Error: var fault } && StoreFaults.IsTemporary(fault)
            ? WriteStoreProblemAsync(context)
            : WriteInternalProblemAsync(context);

    /// <summary>The request has changed nothing: what writes does so in one transaction.</summary>
    private static Task WriteStoreProblemAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = StoreFaults.RetryAfter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        return Results.Problem(
            detail: "The store cannot be used at the moment: another program has locked it, or it cannot be reached. Send the request "
                + "again.",
            statusCode: StatusCodes.Status503ServiceUnavailable,
            extensions: [new("code", ErrorCodes.Overloaded)]).ExecuteAsync(context);
    }

    private static Task WriteInternalProblemAsync(HttpContext context) => Results.Problem(
        detail: "The call failed on our side. Retry it. If the error persists, send the operator the request id "
            + $"{context.TraceIdentifier}.",
        statusCode: StatusCodes.Status500InternalServerError,
        extensions: [new("code", "INTERNAL")]).ExecuteAsync(context);
}
