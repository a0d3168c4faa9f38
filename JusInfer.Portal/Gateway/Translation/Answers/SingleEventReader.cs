namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Reads the body of an answer that is not streamed as a stream with one event.</summary>
internal sealed class SingleEventReader(IAnswerReader reader) : IAnswerReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink) => reader.ReadBuffered(data, sink);

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IAnswerSink sink) => reader.ReadBuffered(body, sink);
}
