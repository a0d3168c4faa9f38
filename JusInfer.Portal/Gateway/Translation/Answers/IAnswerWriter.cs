using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>
/// Writes an answer in a front door's dialect into the buffer it was made with, streamed as it comes or whole at the end.
/// </summary>
internal interface IAnswerWriter : IAnswerSink
{
    /// <summary>
    /// Writes what the client is owed at the end: held usage, closing events, the terminal marker; of a whole answer, all of it.
    /// </summary>
    void End();

    /// <summary>The client has seen no event for long: writes one that says nothing, where the dialect has such.</summary>
    void WriteKeepAlive()
    {
    }

    /// <summary>
    /// Writes the error with which a stream ends that cannot be brought to its end, a valid event of the dialect and no terminal marker.
    /// </summary>
    void WriteError(GatewayError error);
}
