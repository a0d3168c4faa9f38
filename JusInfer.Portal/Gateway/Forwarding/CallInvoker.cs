using System.Net;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// What the forwarder calls in place of an upstream, for one call. It runs the attempts of the call, so that the forwarder makes one
/// request and gets one response; the error of a failed call is a response too.
/// </summary>
internal sealed class CallInvoker(Call call, AttemptLoop attempts, TimeProvider time)
    : HttpMessageInvoker(NoHandler.Instance, disposeHandler: false)
{
    public override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        call.Answer = call.Context.ClientDialect.AnswerLocally(call) is { } local ? BufferedResponse.From(local)
            : call.Context.Request.Stream ? await StreamAsync()
            : await attempts.RunAsync(call);
        if (call.Answer is BufferedResponse) call.OnComplete?.Invoke(call);
        var answer = call.Answer
            ?? BufferedResponse.From(ErrorBody.Render(call.Context.ClientDialect.ErrorFormat, call.Error!, call.Context.Id.ToString()));
        return new HttpResponseMessage((HttpStatusCode)(call.Error?.Status ?? 200)) { Content = new ResponseStreamContent(answer) };
    }

    /// <summary>
    /// Waits for the first content of a stream before the headers are sent, because it decides between an answer and an error, but no
    /// longer than the keep-alive interval.
    /// </summary>
    private async ValueTask<ResponseStream?> StreamAsync()
    {
        var running = attempts.RunAsync(call).AsTask();
        var keepAlive = new KeepAlive(time);
        if (await keepAlive.WaitAsync(running)) return new DeferredResponse(call, running, keepAlive);
        keepAlive.Dispose();
        return await running;
    }

    /// <summary>The base class requires a handler.</summary>
    private sealed class NoHandler : HttpMessageHandler
    {
        public static readonly NoHandler Instance = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotSupportedException("A call is sent by its attempts.");
    }
}
