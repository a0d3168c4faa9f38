namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Reads the body of an answer that is not streamed as a stream with one event.</summary>
internal sealed class SingleEventReader(IResponseReader reader) : IResponseReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) => reader.ReadBuffered(data, sink);

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink) => reader.ReadBuffered(body, sink);
}
