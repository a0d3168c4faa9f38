using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Where a passthrough puts the original bytes of canonical events.</summary>
internal interface IEventOutlet
{
    /// <summary>Events pass through so far. False once the client's writer has taken over.</summary>
    bool IsPassing { get; }

    /// <summary>A canonical event begins. Called before its deltas are told.</summary>
    /// <returns>
    /// Where the event's bytes are written, as they go to the client. Those of the last event may be left to
    /// <see cref="IPassthrough.WriteEnd"/>.
    /// </returns>
    PooledBuffer BeginEvent();

    /// <summary>The event is not canonical: from here on the client's writer writes the stream. Called before its deltas are told.</summary>
    void TakeOver();
}
