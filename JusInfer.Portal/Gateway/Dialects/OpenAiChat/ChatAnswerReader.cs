using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>Reads Chat Completions answers.</summary>
internal sealed class ChatAnswerReader : IAnswerReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink) => throw new NotSupportedException();

    public EventOutcome ReadWhole(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        var choices = 0;
        var json = new Utf8JsonReader(body);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("A completion is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = json.ValueTextEquals("usage"u8);
            var isChoices = json.ValueTextEquals("choices"u8);
            json.Read();
            if (isUsage && json.TokenType == JsonTokenType.StartObject)
            {
                sink.Usage(OpenAiUsage.Read(ref json));
                continue;
            }

            var start = json.TokenStartIndex;
            json.Skip();
            if (isChoices && body[(int)start..(int)json.BytesConsumed].Contains((byte)'{')) choices = (int)(json.BytesConsumed - start);
        }

        if (choices == 0) return EventOutcome.Failed("answered no chat completion");
        sink.Text(body[..choices]);
        sink.Finish(FinishReason.Stop);
        return EventOutcome.Ended;
    }
}
