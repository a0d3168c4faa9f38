using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Takes an upstream's events and writes the client's into the buffer it was made with: verbatim between two ends that speak the same
/// dialect, else translated. Counts what passes.
/// </summary>
internal interface IStreamRelay : IDisposable
{
    /// <summary>Takes one event.</summary>
    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="data">Its data, never empty.</param>
    /// <exception cref="System.Text.Json.JsonException">The data is not the JSON that the dialect promises.</exception>
    EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>Events that wait in the relay. Bytes.</summary>
    int HeldBytes => 0;

    /// <summary>The answer is whole: writes what the client is still owed.</summary>
    void End();

    /// <summary>The answer cannot be brought to its end: writes the error as the last event.</summary>
    void WriteError(GatewayError error);

    /// <summary>
    /// The writer that takes over where the client's stream stands, should this upstream have died: it goes on with the same identity and
    /// with whatever is open. Tool calls that were begun are not part of that; nothing of them has been sent.
    /// </summary>
    IAnswerWriter ContinuationWriter();

    /// <summary>
    /// The client has heard nothing for a while, whether nothing comes or what comes is held: says what keeps it patient, where its dialect
    /// has words for it.
    /// </summary>
    /// <param name="held">The events that wait, as they will be sent.</param>
    /// <param name="isLong">It has seen no event for so long that it is owed one, such as the head of the first call that waits.</param>
    /// <returns>How many bytes of those that wait may go now, before what was written.</returns>
    int WriteKeepAlive(ReadOnlySpan<byte> held, bool isLong) => 0;

    /// <summary>
    /// Writes the events that were held, now that they may go: as they stand, where nothing was said meanwhile that bears on them.
    /// </summary>
    void Release(ReadOnlySpan<byte> held, PooledBuffer output) => output.Append(held);

    void IDisposable.Dispose()
    {
    }
}
