using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// The forwarder's transforms. No header of the client is copied to the request; it only carries the call to the invoker, which sets model
/// and credential per attempt. No header of the upstream is copied to the response; its headers describe the call.
/// </summary>
internal sealed class CallTransforms(UsageLedger ledger, TimeProvider time, ILogger<CallTransforms> logger) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.CopyRequestHeaders = false;
        context.CopyResponseHeaders = false;
        context.CopyResponseTrailers = false;
        context.UseDefaultForwarders = false;
        context.AddRequestTransform(PassCall);
        context.AddResponseTransform(PrepareResponse);
    }

    private static ValueTask PassCall(RequestTransformContext context)
    {
        context.ProxyRequest.Options.Set(CallInvoker.CallKey, context.HttpContext.Features.GetRequiredFeature<Call>());
        return default;
    }

    private ValueTask PrepareResponse(ResponseTransformContext context)
    {
        if (context.ProxyResponse?.Content is not ResponseStreamContent content) return default;
        var call = context.HttpContext.Features.GetRequiredFeature<Call>();
        SetHeaders(context.HttpContext, call, content.Answer);
        var response = context.HttpContext.Response;
        response.Body = new DeliveryStream(response.Body, call, context.HttpContext, time, logger);

        // With Journal:Durability=disk or database, the response is not started before the call's intent is there.
        var recorded = ledger.WaitForSyncAsync(call.Context.Ticket, context.HttpContext.RequestAborted);
        return recorded.IsCompletedSuccessfully ? default : new ValueTask(WaitAsync(call, recorded));
    }

    private static async Task WaitAsync(Call call, Task recorded)
    {
        try
        {
            await recorded;
        }
        catch (IOException fault)
        {
            call.FailUnrecorded(fault);
            throw;
        }
    }

    private void SetHeaders(HttpContext http, Call call, ResponseStream answer)
    {
        var response = http.Response;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.KnownLength;
        if (answer.KnownLength is null)
        {
            response.Headers.CacheControl = "no-cache";
            response.Headers["X-Accel-Buffering"] = "no";
        }

        if (call.Error is { } error) ErrorResponse.SetHeaders(response.Headers, error);
        CallHeaders.Set(response, call, answer.IsAwaitingUpstream, time);
    }
}
