using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// What the forwarder does with a request and its response. It copies no header of the client to the request: the attempts set model and
/// credential. It copies none of the upstream to the response, whose headers describe the call, and whose start waits for its intent.
/// </summary>
internal sealed class CallTransformer(UsageLedger ledger, TimeProvider time, ILogger<CallTransformer> logger) : HttpTransformer
{
    private static readonly Uri UnusedAddress = new(CallForwarder.UnusedAddress);

    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        // Otherwise the forwarder makes one of the client's path and query.
        proxyRequest.RequestUri = UnusedAddress;
        return default;
    }

    /// <returns>True: the body of the response is copied.</returns>
    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse?.Content is not ResponseStreamContent content) return new(true);
        var call = httpContext.Features.GetRequiredFeature<Call>();
        SetHeaders(httpContext, call, content.Answer);
        var response = httpContext.Response;
        response.Body = new DeliveryStream(response.Body, call, httpContext, time, logger);

        // With Journal:Durability=disk or database, the response is not started before the call's intent is there.
        var recorded = ledger.WaitForSyncAsync(call.Context.Ticket, httpContext.RequestAborted);
        return recorded.IsCompletedSuccessfully ? new(true) : new(WaitAsync(call, recorded));
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => default;

    private static async Task<bool> WaitAsync(Call call, Task recorded)
    {
        try
        {
            await recorded;
            return true;
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
