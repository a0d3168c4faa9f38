using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>Creates the relays between upstreams and clients.</summary>
internal sealed class StreamRelayFactory(ResponsePipelineFactory pipelines)
{
    /// <summary>
    /// The relay of a first answer. Its events pass through if upstream and client use the same dialect, the client requested a stream, and the
    /// answer is not verified.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="dialect">The dialect of the call's target.</param>
    /// <param name="deadline">The deadline of the attempt.</param>
    /// <param name="output">The client's stream.</param>
    public IStreamRelay Begin(Call call, IUpstreamDialect dialect, AttemptDeadline deadline, PooledBuffer output)
    {
        if (call.Attempt.Json is null && dialect.Passthrough(call, output) is { } passthrough)
        {
            if (!call.Context.Request.Stream)
            {
                var buffered = passthrough.TakeOver();
                return new StreamRelay(passthrough, pipelines.Stream(call, dialect, deadline, buffered), new ResponseOutput(buffered, passthrough));
            }

            var passing = new ResponseOutput(passthrough, output, dialect.Framing);
            return new StreamRelay(passthrough, pipelines.Stream(call, dialect, deadline, passing), passing);
        }

        var writer = call.Context.ClientDialect.Writer(call, output);
        return new StreamRelay(dialect.Reader(call), pipelines.Stream(call, dialect, deadline, writer), new ResponseOutput(writer));
    }

    /// <summary>The relay of a continuation. Its events are always written by the client dialect's writer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="dialect">The dialect of the call's target.</param>
    /// <param name="reader">Reads the events of the upstream.</param>
    /// <param name="deadline">The deadline of the attempt.</param>
    /// <param name="writer">Continues the client's stream.</param>
    public StreamRelay Continue(
        Call call, IUpstreamDialect dialect, IResponseReader reader, AttemptDeadline deadline, IResponseWriter writer) =>
        new(reader, pipelines.Continuation(call, dialect, deadline, writer), new ResponseOutput(writer));
}
