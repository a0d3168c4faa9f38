using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>How a stream is divided into events: read from an upstream, and written to a client.</summary>
internal interface IStreamFraming
{
    /// <summary>The media type of a stream, in the <c>Accept</c> header of a request and in the content type of a response.</summary>
    string MediaType { get; }

    /// <summary>The content type of the gateway's streams.</summary>
    string ContentType { get; }

    /// <summary>The number of bytes before the first event that belong to no event.</summary>
    int LeadingLength(ReadOnlySpan<byte> bytes);

    /// <summary>The length of the first complete event; 0 if the bytes contain no complete event.</summary>
    /// <param name="bytes">The bytes received so far, without leading bytes.</param>
    /// <param name="seen">The number of bytes already examined; the caller resets it to 0 when it removes an event.</param>
    int EventLength(ReadOnlySpan<byte> bytes, ref int seen);

    /// <summary>The data of a complete event; empty if it has none. Valid as long as the event.</summary>
    /// <param name="streamEvent">One event.</param>
    /// <param name="name">The event's name; empty if it has none.</param>
    ReadOnlySpan<byte> Data(ReadOnlySpan<byte> streamEvent, out ReadOnlySpan<byte> name);

    /// <summary>
    /// Whether a body of unknown type is such a stream, by its first bytes. Null while they do not show it. Always false if a stream begins
    /// like a single JSON document: then only the content type shows it.
    /// </summary>
    bool? StartsAsStream(ReadOnlySpan<byte> bytes);

    /// <summary>Writes an event without a name.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="json">The event's data, a JSON document.</param>
    void WriteEvent(IBufferWriter<byte> output, ReadOnlySpan<byte> json);

    /// <summary>Writes bytes that keep the connection alive and that every client skips.</summary>
    void WriteKeepAlive(PooledBuffer output);

    /// <summary>Writes a comment for people who read the stream; nothing if the framing has no comments.</summary>
    void WriteComment(PooledBuffer output, string comment);
}
