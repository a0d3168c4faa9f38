using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// Writes the error response of a call for which the forwarder failed. This is an internal error, because every failure of a provider
/// reaches the forwarder as a response.
/// </summary>
internal sealed class ForwarderFailures(RequestDelegate forward)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await forward(http);
        if (http.Features.Get<IForwarderErrorFeature>() is not { } failure || http.RequestAborted.IsCancellationRequested) return;
        var isClientFailure = failure.Error
            is ForwarderError.ResponseBodyDestination or ForwarderError.ResponseBodyCanceled or ForwarderError.RequestCanceled;
        var call = http.Features.GetRequiredFeature<Call>();
        if (call.Error is null) call.Fail(isClientFailure ? null : failure.Exception);
        if (!http.Response.HasStarted) await ErrorResponse.WriteAsync(http, call.Error!);
    }
}
