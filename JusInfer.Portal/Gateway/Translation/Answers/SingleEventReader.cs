namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Reads the body of an answer that is not streamed as a stream with one event.</summary>
internal sealed class SingleEventReader(IAnswerReader reader) : IAnswerReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink) => reader.ReadWhole(data, sink);

    public EventOutcome ReadWhole(ReadOnlySpan<byte> body, IAnswerSink sink) => reader.ReadWhole(body, sink);
}
