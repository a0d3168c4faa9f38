namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Reads an answer that came whole and is told as a stream of one event.</summary>
internal sealed class SingleEventReader(IAnswerReader reader) : IAnswerReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink) => reader.ReadWhole(data, sink);

    public EventOutcome ReadWhole(ReadOnlySpan<byte> body, IAnswerSink sink) => reader.ReadWhole(body, sink);
}
