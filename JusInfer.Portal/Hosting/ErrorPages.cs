using System.Globalization;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Gateway.Errors;
using Microsoft.AspNetCore.Diagnostics;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Renders unhandled exceptions: as a page for browsers, as problem details (RFC 9457) for the control plane. Neither shows a stack trace.
/// An unknown address is a page for browsers, and an error of the gateway for programs, whose base URL is probably wrong.
/// </summary>
internal static partial class ErrorPages
{
    private const int MaxPathLength = 100;

    /// <summary>The control plane, and what programs ask the authorization server.</summary>
    private static readonly string[] ControlPlanePaths = ["/v1", OAuthPaths.Token, OAuthPaths.Register, OAuthPaths.Revoke];

    /// <summary>Addresses that only programs know: Claude Code and Claude Desktop look there for settings of other gateways.</summary>
    private static readonly string[] ProgramPaths = ["/.well-known", "/managed", "/user"];

    private static string RetryAfterSeconds => StoreFaults.RetryAfter.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);

    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseWhen(
            IsControlPlane,
            static api => api.UseExceptionHandler(OptionsOf(WriteProblemAsync)));
        app.UseWhen(static context => !IsControlPlane(context), static pages =>
        {
            pages.UseExceptionHandler(OptionsOf(WritePageAsync));
            pages.UseStatusCodePagesWithReExecute("/not-found");
            pages.UseWhen(IsFromProgram, static programs => programs.UseStatusCodePages(WriteNotFoundAsync));
        });
    }

    /// <summary>A store that is locked or takes no writes is no bug: one line of the log says so, and not an unhandled exception.</summary>
    private static ExceptionHandlerOptions OptionsOf(RequestDelegate write) => new()
    {
        ExceptionHandler = context =>
        {
            if (FaultOf(context) is { } fault && StoreFaults.ChangedNothing(fault))
                LogStoreUnavailable(LoggerOf(context), context.TraceIdentifier, fault.GetBaseException().Message);
            return write(context);
        },
        StatusCodeSelector = static fault => StoreFaults.IsTemporary(fault)
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status500InternalServerError,
        SuppressDiagnosticsCallback = static handled => StoreFaults.ChangedNothing(handled.Exception),
    };

    private static bool IsControlPlane(HttpContext context) =>
        Array.Exists(ControlPlanePaths, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

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

    private static Task WritePageAsync(HttpContext context)
    {
        var isBusy = context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable;
        var (title, text) = isBusy
            ? ("The store cannot be used at the moment",
                "Another program has locked it, it cannot be reached, or it takes no writes. "
                + (FaultOf(context) is { } fault && StoreFaults.ChangedNothing(fault)
                    ? "Nothing was changed. Go back and try again in a few seconds."
                    : "Go back in a few seconds, and check whether it was done before you try again."))
            : ("Something went wrong on our side", "The page could not be shown because of an error on the server. Go back and try again.");
        if (isBusy) context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return PlainPage.WriteAsync(
            context,
            title,
            [
                $"{text} If the error persists, send this request id to the operator of this installation, who can find it in the log:",
                $"<code>{context.TraceIdentifier}</code>",
            ],
            "/",
            "Go home");
    }

    private static Task WriteProblemAsync(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable
            ? WriteStoreProblemAsync(context)
            : WriteInternalProblemAsync(context);

    private static Exception? FaultOf(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Error;

    private static Task WriteStoreProblemAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Results.Problem(
            detail: "The store cannot be used at the moment: another program has locked it, it cannot be reached, or it takes no writes. "
                + "Send the request again.",
            statusCode: StatusCodes.Status503ServiceUnavailable,
            extensions: [new("code", ErrorCodes.Overloaded)]).ExecuteAsync(context);
    }

    private static Task WriteInternalProblemAsync(HttpContext context) => Results.Problem(
        detail: "The call failed on our side. Retry it. If the error persists, send the operator the request id "
            + $"{context.TraceIdentifier}.",
        statusCode: StatusCodes.Status500InternalServerError,
        extensions: [new("code", "INTERNAL")]).ExecuteAsync(context);

    private static ILogger LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorPages).FullName!);

    [LoggerMessage(
        LogEvents.RequestWithoutStore,
        LogLevel.Warning,
        "The request {Request} was answered with 503, because the store took no write: {Error}")]
    private static partial void LogStoreUnavailable(ILogger logger, string request, string error);
}
