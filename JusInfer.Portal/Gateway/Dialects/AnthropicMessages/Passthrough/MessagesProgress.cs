using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// How far a stream has come that passes verbatim: what another writer must know to go on with it. It stands still once tool calls are
/// held: what is written from then on, the client may never see.
/// </summary>
internal sealed class MessagesProgress(Call call, PooledBuffer output)
{
    private MessagesStreamBlock? open;
    private int nextIndex;

    /// <summary>The message has been opened.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>An event is about to be written.</summary>
    public void Before(MessageEvent said)
    {
        if (said is { Type: EventType.BlockStart, Block.Type: BlockType.ToolUse }) call.MarkCalls(output);
    }

    /// <summary>An event has been written.</summary>
    public void After(MessageEvent said)
    {
        if (call.Transcript.HasToolCalls) return;
        switch (said.Type)
        {
            case EventType.BlockDelta:
                Add(said);
                break;
            case EventType.BlockStart:
                Begin(said, said.Block.Type);
                Note(said.Block.Type, said.Block.Text);
                break;
            case EventType.BlockStop:
                open = null;
                break;
            case EventType.MessageStart:
                HasBegun = true;
                break;
        }
    }

    public IAnswerWriter Successor() =>
        HasBegun ? MessagesStreamWriter.Following(call, output, nextIndex, open) : new MessagesStreamWriter(call, output);

    private void Add(MessageEvent said)
    {
        var delta = said.Delta;
        if (open is null) Begin(said, delta.Thinking.IsEmpty ? BlockType.Text : BlockType.Thinking);
        open!.IsSigned |= !delta.Signature.IsEmpty;
        Note(BlockType.Text, delta.Text);
        Note(BlockType.Thinking, delta.Thinking);
    }

    private void Begin(MessageEvent said, BlockType type)
    {
        open = new MessagesStreamBlock(type) { Index = said.Index };
        nextIndex = Math.Max(nextIndex, said.Index + 1);
        if (type == BlockType.RedactedThinking) call.Transcript.Reasoning();
        else if (type == BlockType.Other) call.Transcript.MoreThanText();
    }

    private void Note(BlockType type, ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty) return;
        if (type == BlockType.Text) call.Transcript.Text(escaped);
        else if (type == BlockType.Thinking) call.Transcript.Reasoning();
    }
}
