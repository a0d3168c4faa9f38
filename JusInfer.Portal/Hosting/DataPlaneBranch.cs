using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Endpoints;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Forwarding;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// The data plane's own way through the pipeline, with its own small routing table: no cookies, antiforgery, pages or compression, and every
/// fault in the caller's dialect.
/// </summary>
internal static partial class DataPlaneBranch
{
    /// <summary>Brings a data-plane path into the form that the routes know, before routing.</summary>
    public static void UseDataPlanePaths(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (DataPlanePaths.TryCanonicalize(context.Request.Path, out var path))
        {
            context.Request.Path = path;
            context.Features.Set(DataPlaneMark.Instance);
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize) bodySize.MaxRequestBodySize = null;
        }

        return next(context);
    });

    public static void UseDataPlane(this IApplicationBuilder app) => app.MapWhen(
        static context => context.Features.Get<DataPlaneMark>() is not null,
        static branch =>
        {
            branch.Use(RenderFaultsAsync);
            branch.UseRouting();
            branch.UseMiddleware<KeyGate>();
            branch.UseEndpoints(static endpoints =>
            {
                endpoints.MapForwarding();
                endpoints.MapDataPlane();
            });
        });

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
            await ErrorResponse.WriteAsync(context, new GatewayError(fault.StatusCode, ErrorCodes.InvalidRequest, "The request's body could not be read to its end: it broke off or its framing is no HTTP."));
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogBroken(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DataPlaneBranch).FullName!), context.TraceIdentifier, fault);
            await ErrorResponse.WriteAsync(context, new GatewayError(500, ErrorCodes.Internal, $"The gateway failed on this call. Send the request again; if it stays, tell the operator the request id {context.TraceIdentifier}."));
        }
    }

    [LoggerMessage(LogEvents.CallFailed, LogLevel.Error, "Call {Call} failed inside the gateway.")]
    private static partial void LogBroken(ILogger logger, string call, Exception fault);

    private sealed class DataPlaneMark
    {
        public static readonly DataPlaneMark Instance = new();
    }
}
