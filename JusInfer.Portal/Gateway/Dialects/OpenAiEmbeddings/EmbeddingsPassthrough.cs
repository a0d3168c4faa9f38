using System.Buffers;
using System.Diagnostics;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>
/// Passes a list of embeddings through that has a vector for every input, in order and in the requested form. A list in another order or
/// form is rewritten; any other one is a failure of the provider. Vectors have no tokens: if the provider reports no usage, the estimated
/// input is billed.
/// </summary>
internal sealed class EmbeddingsPassthrough(Call call, TimeProvider time) : IPassthrough
{
    private readonly EmbeddingsRequest request = (EmbeddingsRequest)call.Context.Request;
    private ArrayBufferWriter<byte>? rewritten;

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        var list = new EmbeddingList();
        var outcome = list.Read(body, request.Inputs, sink);
        if (outcome.Kind != EventKind.Ended) return outcome;
        if (list.NeedsRewriting(request.Form))
        {
            rewritten = new ArrayBufferWriter<byte>(body.Length);
            if (!list.TryWrite(rewritten, body, request.Form)) return EmbeddingList.UnreadableVector;
        }

        call.Meter.CountContent(0, time.GetTimestamp());
        sink.Finish(FinishReason.Stop);
        return outcome;
    }

    public bool IsCanonical(ReadOnlySpan<byte> body) => rewritten is null;

    public PooledBuffer PassBuffered(PooledBuffer body)
    {
        if (rewritten is null) return body;
        body.Dispose();
        var list = new PooledBuffer(rewritten.WrittenCount);
        list.Append(rewritten.WrittenSpan);
        return list;
    }

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) => throw new UnreachableException();

    public void Attach(IEventOutlet outlet) => throw new UnreachableException();

    public void Commit() => throw new UnreachableException();

    public void ReadExtensions(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) => throw new UnreachableException();

    public IResponseWriter TakeOver() => throw new UnreachableException();

    public void WriteEnd() => throw new UnreachableException();

    public bool TryWriteKeepAlive(bool isEventDue) => throw new UnreachableException();
}
