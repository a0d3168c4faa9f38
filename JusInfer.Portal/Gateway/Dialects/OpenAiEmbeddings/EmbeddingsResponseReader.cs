using System.Diagnostics;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>
/// Reads the usage of a list of embeddings. Vectors have no tokens: if the provider reports no usage, the estimated input is billed.
/// </summary>
internal sealed class EmbeddingsResponseReader(Call call, TimeProvider time) : IResponseReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) => throw new UnreachableException();

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        var found = false;
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
            if (isUsage && json.TokenType == JsonTokenType.StartObject)
            {
                sink.Usage(UsageFields.Read(ref json).Normalize(UsageConvention.OpenAi).OfPrompt());
                continue;
            }

            if (isError && json.TokenType != JsonTokenType.Null)
            {
                error = UpstreamError.Read(ref json);
                continue;
            }

            var start = json.TokenStartIndex;
            json.Skip();
            found |= isData && body[(int)start..(int)json.BytesConsumed].Contains((byte)'{');
        }

        if (!found) return EventOutcome.Failed("sent a response that is not a list of embeddings", error);
        call.Meter.CountContent(0, time.GetTimestamp());
        sink.Finish(FinishReason.Stop);
        return EventOutcome.Ended;
    }
}
