using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

/// <summary>
/// Reads OpenAI's list of embeddings. The hub has no delta for vectors, so they cross as an extension, separated
/// by commas.
/// </summary>
internal sealed class OllamaEmbeddingsReader(Call call, TimeProvider time) : IResponseReader
{
    private readonly ArrayBufferWriter<byte> vectors = new();

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) => throw new UnreachableException();

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        UpstreamError? error = null;
        var json = new Utf8JsonReader(body, JsonDepth.ReaderOptions);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("A list of embeddings is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isData = json.ValueTextEquals("data"u8);
            var isUsage = json.ValueTextEquals("usage"u8);
            var isError = json.ValueTextEquals("error"u8);
            json.Read();
            if (isData && json.TokenType == JsonTokenType.StartArray) ReadList(ref json, body);
            else if (isUsage && json.TokenType == JsonTokenType.StartObject)
                sink.Usage(UsageFields.Read(ref json).Normalize(UsageConvention.OpenAi).OfPrompt());
            else if (isError && json.TokenType != JsonTokenType.Null) error = UpstreamError.Read(ref json);
            else json.Skip();
        }

        if (vectors.WrittenCount == 0) return EventOutcome.Failed("sent a response that is not a list of embeddings", error);
        call.Meter.CountContent(0, time.GetTimestamp());
        sink.Extension(ExtensionKind.Event, vectors.WrittenSpan);
        sink.Finish(FinishReason.Stop);
        return EventOutcome.Ended;
    }

    private void ReadList(ref Utf8JsonReader json, ReadOnlySpan<byte> body)
    {
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isVector = json.ValueTextEquals("embedding"u8);
                json.Read();
                var start = (int)json.TokenStartIndex;
                isVector &= json.TokenType == JsonTokenType.StartArray;
                json.Skip();
                if (!isVector) continue;
                if (vectors.WrittenCount > 0) vectors.Write(","u8);
                vectors.Write(body[start..(int)json.BytesConsumed]);
            }
        }
    }
}
