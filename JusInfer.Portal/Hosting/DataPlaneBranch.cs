using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Endpoints;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Forwarding;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// The data plane's own way through the pipeline, with its own small routing table: no cookies, antiforgery, pages or compression, and
/// every fault in the caller's dialect.
/// </summary>
internal static partial class DataPlaneBranch
{
    /// <summary>Takes what is the data plane's out of the pipeline, its path brought into the form that the routes know.</summary>
    public static void UseDataPlane(this IApplicationBuilder app)
    {
        var dataPlane = DataPlane(app.New());
        app.Use(next => context =>
        {
            if (!DataPlanePaths.TryCanonicalize(context.Request.Path, out var path)) return next(context);
            context.Request.Path = path;
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
                bodySize.MaxRequestBodySize = null;
            return dataPlane(context);
        });
    }

    private static RequestDelegate DataPlane(IApplicationBuilder branch)
    {
        branch.UseCrossOrigin();
        branch.Use(RenderFaultsAsync);
        branch.UseRouting();
        branch.UseMiddleware<ApiKeyMiddleware>();
        branch.UseEndpoints(static endpoints =>
        {
            endpoints.MapForwarding();
            endpoints.MapDataPlane();
        });
        return branch.Build();
    }

    private static async Task RenderFaultsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up; nobody is left to answer.
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await ErrorResponse.WriteAsync(
                context,
                new GatewayError(
                    fault.StatusCode,
                    ErrorCodes.InvalidRequest,
                    "The request's body could not be read to its end: it broke off or its framing is no HTTP."));
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogBroken(
                context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DataPlaneBranch).FullName!),
                context.TraceIdentifier,
                fault);
            await ErrorResponse.WriteAsync(
                context,
                new GatewayError(
                    500,
                    ErrorCodes.Internal,
                    "The gateway failed on this call. Send the request again; if it stays, tell the operator the request id "
                    + $"{context.TraceIdentifier}."));
        }
    }

    [LoggerMessage(LogEvents.CallFailed, LogLevel.Error, "Call {Call} failed inside the gateway.")]
    private static partial void LogBroken(ILogger logger, string call, Exception fault);
}
