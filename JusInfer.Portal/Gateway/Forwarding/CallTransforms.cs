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
        context.AddRequestTransform(PassCall);
        context.AddResponseTransform(WriteResponseHeaders);
    }

    private static ValueTask PassCall(RequestTransformContext context)
    {
        context.ProxyRequest.Options.Set(CallInvoker.CallKey, context.HttpContext.Features.GetRequiredFeature<Call>());
        return default;
    }

    private ValueTask WriteResponseHeaders(ResponseTransformContext context)
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
        CallHeaders.Set(response, call, content.Answer.IsAwaitingUpstream, time);
        return new ValueTask(ledger.WaitForSyncAsync(context.HttpContext.RequestAborted));
    }
}
