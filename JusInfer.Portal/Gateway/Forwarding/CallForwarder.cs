using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Upstreams;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// The run stage of a call: has the forwarder send one request to the call's <see cref="CallInvoker"/> and copy its answer to the client.
/// If the forwarder fails, the client gets an internal error, because every failure of a provider reaches it as a response.
/// </summary>
internal sealed class CallForwarder(IHttpForwarder forwarder, CallTransformer transformer, AttemptLoop attempts, TimeProvider time)
{
    /// <summary>An address that never resolves (RFC 6761). The invoker does not use it.</summary>
    public const string UnusedAddress = "http://upstream.invalid";

    /// <summary>Attempts have timeouts of their own, which are all shorter.</summary>
    public static readonly ForwarderRequestConfig Settings = new() { ActivityTimeout = TimeSpan.FromHours(2) };

    public async Task ForwardAsync(HttpContext http)
    {
        var call = http.Features.GetRequiredFeature<Call>();
        http.Features.Set<IHttpRequestBodyDetectionFeature>(ReadBody.Instance);
        var error = await forwarder.SendAsync(http, UnusedAddress, new CallInvoker(call, attempts, time), Settings, transformer);
        if (error == ForwarderError.None || http.RequestAborted.IsCancellationRequested) return;
        var isClientFailure = error
            is ForwarderError.ResponseBodyDestination or ForwarderError.ResponseBodyCanceled or ForwarderError.RequestCanceled;
        if (call.Error is null) call.Fail(isClientFailure ? null : http.Features.Get<IForwarderErrorFeature>()?.Exception);
        if (!http.Response.HasStarted) await ErrorResponse.WriteAsync(http, call.Error!);
    }

    /// <summary>
    /// The body has been read, so that the forwarder need not prepare to copy it, which takes 200 bytes a call. Only the forwarder asks;
    /// the server goes by what it has received.
    /// </summary>
    internal sealed class ReadBody : IHttpRequestBodyDetectionFeature
    {
        public static readonly ReadBody Instance = new();

        public bool CanHaveBody => false;
    }
}
