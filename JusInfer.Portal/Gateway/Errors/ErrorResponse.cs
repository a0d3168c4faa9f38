using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>Sends an error as the response to a call. Nothing may have been sent before.</summary>
internal static class ErrorResponse
{
    /// <summary>Names the limit that rejected the call, or the one that the next calls reach first.</summary>
    public const string LimitScopeHeader = "x-ratelimit-scope";

    public static async Task WriteAsync(HttpContext context, GatewayError error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        SetHeaders(response.Headers, error);
        var format = context.RequestServices.GetRequiredService<IErrorFormats>().Of(context.Request);
        var body = ErrorBody.Render(format, error, context.TraceIdentifier);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (UnreadBody.MayBeLarge(context.Request)) response.Headers.Connection = "close";
        await response.Body.WriteAsync(body, context.RequestAborted);
        await context.RequestServices.GetRequiredService<UnreadBody>().DiscardAsync(context);
    }

    public static void SetHeaders(IHeaderDictionary headers, GatewayError error)
    {
        if (error.RetryAfter is { } wait) headers.RetryAfter = WholeSeconds(wait).ToString(CultureInfo.InvariantCulture);
        if (error.Scope is { } scope) headers[LimitScopeHeader] = scope;
        if (error.FinalForClient) headers["x-should-retry"] = "false";
        if (error.Status == StatusCodes.Status401Unauthorized) headers[HeaderNames.WWWAuthenticate] = "Bearer";
    }

    /// <summary>Rounds up to whole seconds, at least one: clients accept only whole seconds, and would retry at once after zero.</summary>
    public static int WholeSeconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
}
