using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// Answers a call that the forwarder failed without a response. That is a fault of this gateway, since every failure of a provider reaches
/// the forwarder as an answer.
/// </summary>
internal sealed class ForwarderFailures(RequestDelegate forward)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await forward(http);
        if (http.Features.Get<IForwarderErrorFeature>() is not { } failure || http.RequestAborted.IsCancellationRequested) return;
        var isClients = failure.Error
            is ForwarderError.ResponseBodyDestination or ForwarderError.ResponseBodyCanceled or ForwarderError.RequestCanceled;
        var call = http.Features.GetRequiredFeature<Call>();
        if (call.Error is null) call.Fail(isClients ? null : failure.Exception);
        if (!http.Response.HasStarted) await ErrorResponse.WriteAsync(http, call.Error!);
    }
}
