using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>Takes the events of one upstream and writes those of the client into the buffer it was created with. Meters the answer.</summary>
internal interface IStreamRelay : IDisposable
{
    /// <summary>The size of the events that wait in the relay. Bytes.</summary>
    int HeldBytes { get; }

    /// <summary>Takes one event.</summary>
    /// <param name="name">The event's name; empty if it has none.</param>
    /// <param name="data">Its data, never empty.</param>
    /// <exception cref="System.Text.Json.JsonException">The data is not JSON, or has no form that the dialect allows.</exception>
    EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>The answer is complete: writes the end of the stream.</summary>
    void End();

    /// <summary>The answer cannot be completed: writes the error as the last event.</summary>
    void WriteError(GatewayError error);

    /// <summary>
    /// The upstream failed: drops what was held, and returns the writer that continues the client's stream with the same identity and the
    /// blocks that are open.
    /// </summary>
    IAnswerWriter ContinuationWriter();

    /// <summary>The client has not received anything for a while: writes an event that keeps the connection alive, if the dialect has one.</summary>
    /// <param name="isEventDue">The client has seen no event for long: announces the first tool call that is held, if there is one.</param>
    void WriteKeepAlive(bool isEventDue);
}
