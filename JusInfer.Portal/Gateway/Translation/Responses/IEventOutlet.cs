using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Receives the original bytes of canonical events from a passthrough.</summary>
internal interface IEventOutlet
{
    /// <summary>Events are passed through. False after the client's writer has taken over.</summary>
    bool IsPassing { get; }

    /// <summary>Begins a canonical event. Called before its deltas are reported.</summary>
    /// <returns>
    /// The buffer for the bytes of the event that are sent to the client. Those of the last event may be left to
    /// <see cref="IPassthrough.WriteEnd"/>.
    /// </returns>
    PooledBuffer BeginEvent();

    /// <summary>
    /// The event is not canonical, so that the client's writer writes the stream from here on. Called before its deltas are reported.
    /// </summary>
    void TakeOver();
}
