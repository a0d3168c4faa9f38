using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>Supplies the forwarder with the <see cref="CallInvoker"/> in place of a connection pool.</summary>
internal sealed class CallInvokerFactory(CallInvoker invoker) : IForwarderHttpClientFactory
{
    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) =>
        context.OldClient ?? new HttpMessageInvoker(invoker, disposeHandler: false);
}
