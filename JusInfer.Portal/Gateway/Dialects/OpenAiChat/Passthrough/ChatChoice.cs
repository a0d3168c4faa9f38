using System.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// One choice of a stream that passes through: what is known of its tool calls, and the way for what has to be written anew. A chunk that
/// says what every client reads is followed and passes as it is.
/// </summary>
internal sealed class ChatChoice
{
    /// <summary>What an upstream does that leaves <see cref="HasNameless"/> at the end.</summary>
    public const string Nameless = "called a tool without its name";

    private readonly ToolCallTable calls;
    private readonly ToolCallNormalizer normaliser;
    private readonly TextToolCallSink? leaks;
    private readonly bool tellsFunctions;
    private readonly Call call;
    private readonly PooledBuffer output;
    private ToolCallEntry? waiting;
    private byte[] waitingChunk = [];

    public ChatChoice(Call call, PooledBuffer output, StreamIdentity identity, int index)
    {
        (this.call, this.output) = (call, output);
        Index = index;
        calls = ToolCallTable.For(call.Context.Id);
        tellsFunctions = ChatRequest.OffersFunctionsIn(call);
        Pieces = new ChatPieceWriter(output, identity, index) { OwesRole = true, TellsFunctions = tellsFunctions };
        normaliser = new ToolCallNormalizer(new TranscribingSink(Pieces, call, output), calls);
        leaks = TextToolCallDetector.Find(normaliser, call);
    }

    public int Index { get; }

    /// <summary>Writes a piece as it is told.</summary>
    public ChatPieceWriter Pieces { get; }

    /// <summary>Takes what has to be put right on its way.</summary>
    public IAnswerSink Mending => leaks is null ? normaliser : leaks;

    /// <summary>Its text may hold calls and has to be looked through.</summary>
    public bool MayLeak => leaks is not null;

    /// <summary>Something of it has been told: a message that comes now is all of it once more (MiniMax).</summary>
    public bool HasBegun { get; private set; }

    /// <summary>A call of it is not whole.</summary>
    public bool IsWithinCall => calls.IsWithinCall;

    /// <summary>Its finish reason is told.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>A tool was called, and nobody knows which.</summary>
    public bool HasNameless => calls.HasNameless;

    /// <summary>
    /// Follows a canonical chunk. True where it may pass as it is, or is to wait: a call's head goes with what follows it, since names come
    /// in pieces. False, with nothing told, where the chunk does not go with what came before.
    /// </summary>
    public bool Follow(ChatChunkChoices said, ReadOnlySpan<byte> chunk, out bool waits)
    {
        waits = false;
        if (leaks is { IsHolding: true } || said.Calls > 1) return false;
        if (tellsFunctions && (said.Calls > 0 || said.Finish == FinishReason.ToolCalls)) return false;
        if (said.IsFinish && (said.Calls > 0 || !MayFinish(said.Finish))) return false;
        if (leaks is not null && !said.Content.Equals(default) && !leaks.Passes(chunk[said.Content])) return false;
        if (said.Calls == 1 && !Follow(said.Call, chunk, out waits)) return false;
        if (!said.HasRole) Pieces.TellRole();
        else if (!waits) Pieces.OwesRole = false;
        IsFinished |= said.IsFinish;
        HasBegun = true;
        return true;
    }

    /// <summary>Something of it is told in other words.</summary>
    /// <param name="hasRole">The role is among them.</param>
    public void Begin(bool hasRole)
    {
        HasBegun = true;
        if (hasRole) Pieces.OwesRole = false;
        else Pieces.TellRole();
    }

    /// <summary>Keeps the chunk with a call's head until it is known what follows.</summary>
    public void Wait(byte[] chunk) => waitingChunk = chunk;

    /// <summary>
    /// Passes on the head that waits, before whatever comes next; but for the rest of its name, or its true arguments, with which it is
    /// told anew.
    /// </summary>
    public void LetGo(ChatChunkChoices next, ReadOnlySpan<byte> chunk)
    {
        if (waiting is null) return;
        if (next.Calls != 1 || next.Call.Index != waiting.Number || !Replaces(next.Call, chunk)) LetGo();
        waiting = null;
    }

    public void Finish(FinishReason reason)
    {
        LetGo();
        if (IsFinished) return;
        IsFinished = true;
        Mending.Finish(reason);
    }

    /// <summary>The end, whatever the upstream left unsaid.</summary>
    public void End()
    {
        if (!HasNameless) Finish(FinishReason.Stop);
    }

    private bool MayFinish(FinishReason? reason)
    {
        if (IsFinished || reason is not { } given || given.Given(calls.Calls.Count > 0) != given) return false;
        foreach (var begun in calls.Calls)
        {
            if (begun is not { IsEmitted: true, IsBare: false, IsEmpty: false }) return false;
        }

        return true;
    }

    private bool Follow(in ChatToolCallPiece piece, ReadOnlySpan<byte> chunk, out bool waits)
    {
        waits = false;
        var arguments = chunk[piece.Arguments];
        if (!piece.IsHead)
        {
            if (calls.At(piece.Index) is not { IsEmitted: true } known || known.Number != piece.Index) return false;
            if (!known.IsMore(arguments)) return false;
            known.Take(arguments);
            Pass(known);
            return true;
        }

        if (piece.Index != calls.Calls.Count || calls.HasPending) return false;

        var head = new ToolCallHead(Text(chunk[piece.Id]), Text(chunk[piece.Name]))
        {
            Kind = piece.IsCustom ? ToolKind.Custom : ToolKind.Function,
        };
        var begun = calls.Of(piece.Index, head);
        begun.Take(head);
        if (begun.Number != piece.Index || calls.IdFor(begun) != begun.Id) return false;
        begun.Take(arguments);
        waits = arguments.IsEmpty || begun.IsBare;
        if (waits) waiting = begun;
        else Pass(begun);
        return true;
    }

    /// <summary>Whether the piece changes what a chunk that waits says of its call.</summary>
    private bool Replaces(in ChatToolCallPiece piece, ReadOnlySpan<byte> chunk)
    {
        if (piece.IsHead && Text(chunk[piece.Id]) != waiting!.Id) return false;
        var isRestOfName = !piece.IsHead && chunk[piece.Name] is { IsEmpty: false } more && Text(more) != waiting!.Name;
        return isRestOfName || (waiting!.IsBare && !waiting.IsMore(chunk[piece.Arguments]));
    }

    /// <summary>The client is given what has come of a call as it came.</summary>
    private static void Pass(ToolCallEntry told)
    {
        told.Emit(told.Id);
        if (told.IsBare) told.End();
        told.EmitArguments();
    }

    private void LetGo()
    {
        if (waiting is null) return;
        Pass(waiting);
        call.MarkCalls(output);
        output.Append("data: "u8);
        output.Append(waitingChunk);
        output.Append("\n\n"u8);
        Pieces.OwesRole = false;
        waiting = null;
    }

    private static string Text(ReadOnlySpan<byte> escaped) =>
        escaped.Contains((byte)'\\') ? JsonText.OfEscaped(escaped).Decode() : Encoding.UTF8.GetString(escaped);
}
