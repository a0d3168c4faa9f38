namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Reads an upstream dialect's answer, event by event or whole, and tells it to a sink. One a call and attempt.</summary>
internal interface IAnswerReader
{
    /// <summary>Reads one event of a stream.</summary>
    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="data">Its data, never empty.</param>
    /// <param name="sink">Who is told.</param>
    /// <exception cref="System.Text.Json.JsonException">The data is not the JSON that the dialect promises.</exception>
    EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink);

    /// <summary>Reads a whole answer's body.</summary>
    /// <exception cref="System.Text.Json.JsonException">The body is not the JSON that the dialect promises.</exception>
    EventOutcome ReadWhole(ReadOnlySpan<byte> body, IAnswerSink sink);
}

/// <summary>What an event meant for the answer.</summary>
/// <param name="Kind">Whether it goes on.</param>
/// <param name="Fault">What the upstream did wrong, to follow its name in a sentence.</param>
internal readonly record struct EventOutcome(EventKind Kind, string? Fault = null)
{
    public static EventOutcome Continues => default;

    /// <summary>The dialect's terminal marker.</summary>
    public static EventOutcome Ended => new(EventKind.Ended);

    /// <summary>What the upstream itself says went wrong; absent where it is the gateway that found it out.</summary>
    public UpstreamError? Error { get; private init; }

    public static EventOutcome Failed(string fault, UpstreamError? error = null) => new(EventKind.Failed, fault) { Error = error };

    public static EventOutcome Reported(UpstreamError error) => Failed("reported an error", error);

    /// <summary>What is said does not belong to the answer that the client has the beginning of.</summary>
    public static EventOutcome Diverged(string fault) => new(EventKind.Diverged, fault);
}

internal enum EventKind
{
    Continues,
    Ended,
    Failed,
    Diverged,
}
