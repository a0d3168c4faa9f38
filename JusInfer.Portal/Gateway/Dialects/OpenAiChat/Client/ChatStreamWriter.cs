using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Writes an answer as the chunks of a chat completion stream: the role first, one piece a chunk, the finish reason in a chunk of its own,
/// usage for whoever asked, one last marker.
/// </summary>
internal sealed class ChatStreamWriter : AnswerSink, IAnswerWriter
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly StreamIdentity identity;
    private readonly ChatPieceWriter pieces;
    private bool called;
    private bool finished;

    public ChatStreamWriter(Call call, PooledBuffer output)
        : this(call, output, StreamIdentity.Of(call), owesRole: true)
    {
    }

    /// <summary>Goes on with a stream that has begun.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="identity">What its chunks have in common.</param>
    /// <param name="owesRole">Nothing of it has been written yet.</param>
    public ChatStreamWriter(Call call, PooledBuffer output, StreamIdentity identity, bool owesRole)
        : this(call, output, identity, new ChatPieceWriter(output, identity, index: 0)
        {
            OwesRole = owesRole,
            TellsFunctions = ChatRequest.OffersFunctionsIn(call),
        })
    {
    }

    private ChatStreamWriter(Call call, PooledBuffer output, StreamIdentity identity, ChatPieceWriter pieces)
        : base(pieces) => (this.call, this.output, this.identity, this.pieces) = (call, output, identity, pieces);

    public override void ToolCall(int number, in ToolCallHead head)
    {
        called = true;
        Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        called = true; // of a call whose head the client was told before this writer took over, these are the first that is written
        Next.Arguments(number, escaped);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (finished) return;
        finished = true;
        Next.Finish(reason.Given(called), stopSequence);
    }

    public void End()
    {
        Finish(FinishReason.Stop);
        if (call.Context.Request.WantsUsage) UsageChunk.Write(output, identity, own: null, usage: null, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    public void WriteKeepAlive()
    {
        if (!finished) pieces.Linger();
    }

    public void WriteError(GatewayError error) => identity.WriteError(output, error, call.Context.Id.ToString());
}
