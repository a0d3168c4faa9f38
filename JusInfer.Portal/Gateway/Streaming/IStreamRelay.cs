using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>Reads the events of one upstream, meters the answer, and writes the client's events to the client's stream.</summary>
internal interface IStreamRelay : IDisposable
{
    /// <summary>The size in bytes of the buffered events.</summary>
    int BufferedBytes { get; }

    /// <summary>The answer has ended at a stop sequence of the client, although the upstream goes on.</summary>
    bool HasStopped => false;

    /// <summary>Relays one event.</summary>
    /// <param name="name">The event's name; empty if it has none.</param>
    /// <param name="data">Its data, never empty.</param>
    /// <exception cref="System.Text.Json.JsonException">The data is not valid JSON of the dialect.</exception>
    EventOutcome Relay(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>No event follows. The last one can have finished the answer.</summary>
    /// <param name="isClean">The stream ended, and was not cut.</param>
    void EndEvents(bool isClean)
    {
    }

    /// <summary>The answer is complete: writes the end of the stream.</summary>
    void End();

    /// <summary>The answer cannot be completed: writes the error as the last event.</summary>
    void WriteError(GatewayError error);

    /// <summary>
    /// Called when the upstream has failed. Drops the buffered events and returns the writer that continues the client's stream, with its
    /// identity and its open blocks.
    /// </summary>
    IResponseWriter ContinuationWriter();

    /// <summary>
    /// Called before <see cref="ContinuationWriter"/> if the answer is complete and another model repeats it. Hands over the tool calls and the finish reason that the
    /// client has not received; null if it has received all.
    /// </summary>
    DeltaLog? TakeWithheld();

    /// <summary>Writes the dialect's keep-alive event, if it has one.</summary>
    /// <param name="isEventDue">The client has received no event for too long: announces the first buffered tool call, if there is one.</param>
    void WriteKeepAlive(bool isEventDue);
}
