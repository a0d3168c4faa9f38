using System.Buffers;
using System.Diagnostics;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

/// <summary>
/// Reads OpenAI's list of embeddings. The hub has no delta for vectors, so they cross as an extension, in the order of the texts and
/// separated by commas.
/// </summary>
internal sealed class OllamaEmbeddingsReader(Call call, TimeProvider time) : IResponseReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) => throw new UnreachableException();

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        var list = new EmbeddingList();
        var outcome = list.Read(body, ((OllamaEmbeddingsRequest)call.Context.Request).Inputs, sink);
        if (outcome.Kind != EventKind.Ended) return outcome;
        var vectors = new ArrayBufferWriter<byte>(body.Length);
        foreach (var item in list.Items)
        {
            var vector = body[item.Vector];
            if (item.MustConvertTo(VectorForm.Numbers)) vector = VectorForms.Convert(vector, item.Form);
            if (vector.IsEmpty) return EmbeddingList.UnreadableVector;
            if (vectors.WrittenCount > 0) vectors.Write(","u8);
            vectors.Write(vector);
        }

        call.Meter.CountContent(0, time.GetTimestamp());
        sink.Extension(ExtensionKind.Event, vectors.WrittenSpan);
        sink.Finish(FinishReason.Stop);
        return outcome;
    }
}
