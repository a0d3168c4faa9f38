using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// The forwarder's transforms. On the way in, nothing of the client's headers is copied and the call is handed down to the invoker, which
/// puts in model and credential per attempt. On the way out, nothing of the upstream's is copied and the response speaks of its call.
/// </summary>
internal sealed class CallTransforms(UsageLedger ledger, TimeProvider time) : ITransformProvider
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
        context.AddRequestTransform(HandDown);
        context.AddResponseTransform(SpeakOfCall);
    }

    private static ValueTask HandDown(RequestTransformContext context)
    {
        context.ProxyRequest.Options.Set(CallInvoker.CallKey, context.HttpContext.Features.GetRequiredFeature<Call>());
        return default;
    }

    private ValueTask SpeakOfCall(ResponseTransformContext context)
    {
        if (context.ProxyResponse?.Content is not ResponseStreamContent content) return default;
        var call = context.HttpContext.Features.GetRequiredFeature<Call>();
        var response = context.HttpContext.Response;
        response.ContentType = content.Answer.ContentType;
        response.ContentLength = content.Answer.KnownLength;
        if (content.Answer.KnownLength is null)
        {
            response.Headers.CacheControl = "no-cache";
            response.Headers["X-Accel-Buffering"] = "no";
        }

        if (call.Error is { } error) ErrorResponse.SetHeaders(response.Headers, error);
        CallHeaders.Set(response, call, content.Answer.IsAsking, time);
        return new ValueTask(ledger.WaitForSyncAsync(context.HttpContext.RequestAborted));
    }
}
