using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Endpoints;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Forwarding;
using JusInfer.Portal.Usage.Journal;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// The data plane's branch of the middleware pipeline. It has its own routing table, no cookies, antiforgery, pages or compression, and
/// renders every error in the caller's dialect.
/// </summary>
internal static partial class DataPlaneBranch
{
    private static readonly GatewayError StoreUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Overloaded,
        "The gateway cannot read its store, so it cannot check the key and its limits. Send the request again.")
    {
        RetryAfter = StoreFaults.RetryAfter,
    };

    private static readonly GatewayError JournalUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Overloaded,
        "The gateway cannot write to its disk, so it cannot record the call. Send the request again.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    /// <summary>Sends requests to the data plane's paths into the branch, with the path in canonical form.</summary>
    public static void UseDataPlane(this IApplicationBuilder app)
    {
        var dataPlane = DataPlane(app.New());
        var paths = app.ApplicationServices.GetRequiredService<DataPlanePaths>();
        app.Use(next => context =>
        {
            if (!paths.TryCanonicalize(context.Request.Path, context.Request.Headers, out var path)) return next(context);
            context.Request.Path = path;
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
                bodySize.MaxRequestBodySize = null;
            return dataPlane(context);
        });
    }

    private static RequestDelegate DataPlane(IApplicationBuilder branch)
    {
        branch.UseDataPlaneCors();
        branch.Use(RenderErrorsAsync);
        branch.UseRouting();
        branch.UseMiddleware<ApiKeyMiddleware>();
        branch.UseEndpoints(static endpoints =>
        {
            endpoints.MapForwarding();
            endpoints.MapDataPlane();
        });
        return branch.Build();
    }

    private static async Task RenderErrorsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await ErrorResponse.WriteAsync(
                context,
                new GatewayError(
                    fault.StatusCode,
                    ErrorCodes.InvalidRequest,
                    "The request body could not be read: it is incomplete, or its HTTP framing is invalid."));
        }
        catch (JournalUnavailableException fault) when (!context.Response.HasStarted)
        {
            LogJournalUnavailable(LoggerOf(context), context.TraceIdentifier, fault);
            await ErrorResponse.WriteAsync(context, JournalUnavailable);
        }
        catch (Exception fault) when (!context.Response.HasStarted && StoreFaults.IsOfStore(fault))
        {
            LogStoreUnavailable(LoggerOf(context), context.TraceIdentifier, fault);
            await ErrorResponse.WriteAsync(context, StoreUnavailable);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogFailed(LoggerOf(context), context.TraceIdentifier, fault);
            await ErrorResponse.WriteAsync(
                context,
                new GatewayError(
                    500,
                    ErrorCodes.Internal,
                    "The gateway failed on this call. Retry the request. If the error persists, send the operator the request id "
                    + $"{context.TraceIdentifier}."));
        }
    }

    private static ILogger LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DataPlaneBranch).FullName!);

    [LoggerMessage(LogEvents.CallWithoutStore, LogLevel.Error, "Call {Call} was rejected because the store cannot be used.")]
    private static partial void LogStoreUnavailable(ILogger logger, string call, Exception fault);

    [LoggerMessage(
        LogEvents.CallWithoutJournal,
        LogLevel.Critical,
        "Call {Call} was rejected because the journal cannot be written. Free space on the disk of Journal:Path.")]
    private static partial void LogJournalUnavailable(ILogger logger, string call, Exception fault);

    [LoggerMessage(LogEvents.CallFailed, LogLevel.Error, "Call {Call} failed inside the gateway.")]
    private static partial void LogFailed(ILogger logger, string call, Exception fault);
}
