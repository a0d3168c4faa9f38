using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>Connects a stream's upstream with its client.</summary>
internal sealed class StreamRelayFactory(AnswerPipelineFactory pipelines)
{
    /// <summary>The relay of a stream that begins: its events pass through where both ends speak the same dialect.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="dialect">The dialect of the call's target.</param>
    /// <param name="deadline">The attempt's.</param>
    /// <param name="output">The client's stream.</param>
    public IStreamRelay Begin(Call call, IUpstreamDialect dialect, AttemptDeadline deadline, PooledBuffer output)
    {
        if (dialect.Passthrough(call, output) is { } passthrough)
        {
            var passing = new AnswerOutlet(passthrough, output, dialect.Framing);
            return new StreamRelay(passthrough, pipelines.Stream(call, dialect, deadline, passing), passing);
        }

        var writer = call.Context.ClientDialect.Writer(call, output);
        return new StreamRelay(dialect.Reader(call), pipelines.Stream(call, dialect, deadline, writer), new AnswerOutlet(writer));
    }

    /// <summary>The relay of a stream that continues an interrupted one. It is always written.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="dialect">The dialect of the call's target.</param>
    /// <param name="reader">Reads what the upstream sends.</param>
    /// <param name="deadline">The attempt's.</param>
    /// <param name="writer">Writes for the client from where its stream is.</param>
    public StreamRelay Continue(
        Call call, IUpstreamDialect dialect, IAnswerReader reader, AttemptDeadline deadline, IAnswerWriter writer) =>
        new(reader, pipelines.Continuation(call, dialect, deadline, writer), new AnswerOutlet(writer));
}
