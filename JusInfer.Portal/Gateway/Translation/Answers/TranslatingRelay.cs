using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Between an upstream and a client that speak different dialects: everything is read and written anew.</summary>
internal sealed class TranslatingRelay(IAnswerReader reader, IAnswerSink pipeline, IAnswerWriter writer) : IStreamRelay
{
    public bool IsWhole => reader.IsWhole;

    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => reader.Read(name, data, pipeline);

    public void End() => writer.End();

    public void Break(GatewayError error) => writer.Break(error);

    public IAnswerWriter Successor() => writer;
}
