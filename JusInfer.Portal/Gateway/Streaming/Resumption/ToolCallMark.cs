using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// The place in a client's stream from which on tool calls are held. A caller who wants them as they come gets them so: with half a call at
/// the client, nobody can go on with the answer.
/// </summary>
internal static class ToolCallMark
{
    /// <summary>The first tool call is about to be written, or more of any.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="output">Where it is about to be written.</param>
    public static void MarkCalls(this Call call, PooledBuffer output)
    {
        if (call.Context.Controls.StreamsToolArguments) call.Transcript.MoreThanText();
        else call.Transcript.BeginToolCalls(output.Length);
    }
}
