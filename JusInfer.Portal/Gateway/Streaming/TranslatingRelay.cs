using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>Between an upstream and a client that speak different dialects: everything is read and written anew.</summary>
/// <param name="reader">The upstream's dialect.</param>
/// <param name="pipeline">Whom it tells.</param>
/// <param name="holding">The pipeline's last stage but the writer.</param>
/// <param name="writer">The client's dialect.</param>
internal sealed class TranslatingRelay(IAnswerReader reader, IAnswerSink pipeline, ToolCallBuffer holding, IAnswerWriter writer) : IStreamRelay
{
    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => reader.Read(name, data, pipeline);

    public void End() => writer.End();

    public void WriteError(GatewayError error) => writer.WriteError(error);

    public IAnswerWriter ContinuationWriter()
    {
        holding.Drop();
        return writer;
    }

    public int WriteKeepAlive(ReadOnlySpan<byte> held, bool isLong)
    {
        if (isLong && !holding.Announce()) writer.WriteKeepAlive();
        return 0;
    }
}
