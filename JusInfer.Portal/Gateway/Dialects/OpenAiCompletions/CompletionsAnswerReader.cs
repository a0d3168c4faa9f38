using System.Diagnostics;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>Reads a text completion that came whole. Streams of it only ever pass verbatim.</summary>
internal sealed class CompletionsAnswerReader : IAnswerReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink) => throw new UnreachableException();

    public EventOutcome ReadWhole(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        FinishReason? finish = null;
        UpstreamError? error = null;
        var json = new Utf8JsonReader(body, JsonDepth.OfReader);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("A completion is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isChoices = json.ValueTextEquals("choices"u8);
            var isUsage = json.ValueTextEquals("usage"u8);
            var isError = json.ValueTextEquals("error"u8);
            json.Read();
            if (isChoices && json.TokenType == JsonTokenType.StartArray) finish = ReadChoices(ref json, sink);
            else if (isUsage && json.TokenType == JsonTokenType.StartObject) sink.Usage(OpenAiUsage.Read(ref json));
            else if (isError && json.TokenType != JsonTokenType.Null) error = UpstreamError.Read(ref json);
            else json.Skip();
        }

        if (finish is not { } reason) return EventOutcome.Failed("answered no text completion", error);
        sink.Finish(reason);
        return EventOutcome.Ended;
    }

    /// <returns>Why the last choice ended; null where there was none.</returns>
    private static FinishReason? ReadChoices(ref Utf8JsonReader json, IAnswerSink sink)
    {
        FinishReason? finish = null;
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            finish = FinishReason.Stop;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isText = json.ValueTextEquals("text"u8);
                var isFinish = json.ValueTextEquals("finish_reason"u8);
                json.Read();
                if (isText && json.TokenType == JsonTokenType.String) sink.Text(json.ValueSpan);
                else if (isFinish && json.TokenType == JsonTokenType.String)
                    finish = json.ValueTextEquals("length"u8) ? FinishReason.Length : FinishReason.Stop;
                else json.Skip();
            }
        }

        return finish;
    }
}
