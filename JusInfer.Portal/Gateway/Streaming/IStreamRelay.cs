using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Takes an upstream's events and writes the client's into the buffer it was made with: verbatim between two ends that speak the same dialect,
/// else translated. Counts what passes.
/// </summary>
internal interface IStreamRelay
{
    /// <summary>Takes one event.</summary>
    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="data">Its data, never empty.</param>
    /// <exception cref="System.Text.Json.JsonException">The data is not the JSON that the dialect promises.</exception>
    EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>All that was begun is finished: should the upstream end its stream here without the dialect's last event, nothing is missing.</summary>
    bool IsWhole => false;

    /// <summary>The answer is whole: writes what the client is still owed.</summary>
    void End();

    /// <summary>The answer cannot be brought to its end: writes the error as the last event.</summary>
    void Break(GatewayError error);
}
