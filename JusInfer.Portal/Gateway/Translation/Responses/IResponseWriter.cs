using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Writes an answer in a client dialect to the buffer passed to its constructor, either as a stream or as one body at the end.
/// </summary>
internal interface IResponseWriter : IResponseSink
{
    /// <summary>
    /// Writes the end of a stream: usage, closing events and the terminal marker. Writes the body of an answer that is not streamed.
    /// </summary>
    void End();

    /// <summary>Writes an event without content to keep the connection alive, if the dialect has one.</summary>
    void WriteKeepAlive()
    {
    }

    /// <summary>
    /// Writes the error event of a stream that cannot be completed. It is a valid event of the dialect, without a terminal marker.
    /// </summary>
    void WriteError(GatewayError error);
}
