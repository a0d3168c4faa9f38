using System.Net;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// What the forwarder takes for its upstream. Beneath it attempts are made, retried and put together, so that the forwarder makes one call
/// and sees one clean answer, whatever happened; a call that failed is an answer too.
/// </summary>
internal sealed class CallInvoker(AttemptLoop attempts, TimeProvider time) : HttpMessageHandler
{
    public static readonly HttpRequestOptionsKey<Call> CallKey = new("jusinfer.call");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(CallKey, out var call))
            throw new InvalidOperationException("The forwarder was reached without a call.");

        call.Answer = call.Context.Request.Stream ? await StreamAsync(call) : await attempts.RunAsync(call);
        var answer = call.Answer
            ?? BufferedResponse.Of(ErrorBody.Render(call.Context.ClientDialect.ErrorFormat, call.Error!, call.Context.Id.ToString()));
        return new HttpResponseMessage((HttpStatusCode)(call.Error?.Status ?? 200)) { Content = new ResponseStreamContent(answer) };
    }

    /// <summary>
    /// A stream's headers wait for its content, which decides between an answer and an error; but not for longer than a line may be silent.
    /// </summary>
    private async ValueTask<ResponseStream?> StreamAsync(Call call)
    {
        var asking = attempts.RunAsync(call).AsTask();
        var line = new KeepAlive(time);
        if (await line.WaitAsync(asking)) return new DeferredResponse(call, asking, line);
        line.Dispose();
        return await asking;
    }
}
