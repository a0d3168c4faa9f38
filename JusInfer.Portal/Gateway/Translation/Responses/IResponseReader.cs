namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Reads one answer of an upstream dialect, streamed or buffered, and reports it to a sink. Used for one attempt only.</summary>
internal interface IResponseReader
{
    /// <summary>Reads one event of a stream.</summary>
    /// <param name="name">The name of the event; empty if it has none.</param>
    /// <param name="data">The data of the event, never empty.</param>
    /// <param name="sink">The sink to which the event is reported.</param>
    /// <exception cref="System.Text.Json.JsonException">The data is not JSON of the dialect.</exception>
    EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink);

    /// <summary>No event follows: reports what the reader has held until then.</summary>
    /// <param name="isClean">The stream ended, and was not cut.</param>
    /// <param name="sink">The sink to which it is reported.</param>
    void EndStream(bool isClean, IResponseSink sink)
    {
    }

    /// <summary>Reads the body of an answer that is not streamed.</summary>
    /// <exception cref="System.Text.Json.JsonException">The body is not JSON of the dialect.</exception>
    EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink);
}

/// <summary>The effect of an event on the answer.</summary>
/// <param name="Kind">Whether the answer continues.</param>
/// <param name="Fault">What the upstream did wrong, as the end of a sentence that begins with the provider's name.</param>
internal readonly record struct EventOutcome(EventKind Kind, string? Fault = null)
{
    public static EventOutcome Continues => default;

    /// <summary>The event is the dialect's terminal marker.</summary>
    public static EventOutcome Ended => new(EventKind.Ended);

    /// <summary>The error that the upstream reported; null if the gateway detected the fault.</summary>
    public UpstreamError? Error { get; private init; }

    public static EventOutcome Failed(string fault, UpstreamError? error = null) => new(EventKind.Failed, fault) { Error = error };

    public static EventOutcome Reported(UpstreamError error) => Failed("reported an error", error);

    /// <summary>The answer does not continue the one that the client has received so far.</summary>
    public static EventOutcome Diverged(string fault) => new(EventKind.Diverged, fault);
}

internal enum EventKind
{
    Continues,
    Ended,
    Failed,
    Diverged,
}
