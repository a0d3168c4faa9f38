using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Reads Chat Completions answers, chunk by chunk or whole, in every shape that providers of the dialect give them. Of several choices the
/// first is told: where there are more, both ends speak this dialect and the answer passes beside.
/// </summary>
internal sealed class ChatAnswerReader : IAnswerReader
{
    private BegunCalls? calls;
    private bool finished;
    private bool hasSaid;

    /// <summary>
    /// Some providers give no reason for an end that is one, and so the marker alone is taken for it; behind half a call it is none, since
    /// no client could make the call.
    /// </summary>
    public static EventOutcome EndedWithinCall => EventOutcome.Failed("ended its stream within a tool call");

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            if (!finished && calls is { AreBroken: true }) return EndedWithinCall;

            // With nothing said and no reason given, it is no end but a failure.
            if (hasSaid) Finish(sink);
            return EventOutcome.Ended;
        }

        if (name.SequenceEqual("error"u8)) return EventOutcome.Reported(UpstreamError.In(data));
        return ReadObject(data, "delta"u8, calls ??= new BegunCalls(sink), out _);
    }

    public EventOutcome ReadWhole(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        var outcome = ReadObject(body, "message"u8, sink, out var answered);
        if (outcome.Kind == EventKind.Failed) return outcome;
        if (!answered) return EventOutcome.Failed("answered no chat completion");
        Finish(sink);
        return EventOutcome.Ended;
    }

    /// <summary>The end without a reason for it.</summary>
    private void Finish(IAnswerSink sink)
    {
        if (!finished) sink.Finish(FinishReason.Stop);
        finished = true;
    }

    private EventOutcome ReadObject(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> said, IAnswerSink sink, out bool answered)
    {
        answered = false;
        TokenBuckets? usage = null;
        var isFault = false;
        var json = new Utf8JsonReader(bytes, JsonDepth.OfReader);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("An answer is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("choices"u8))
            {
                if (ReadChoices(ref json, bytes, said, sink, ref answered) is { } failed) return failed;
            }
            else if (json.ValueTextEquals("usage"u8))
            {
                json.Read();
                if (json.TokenType == JsonTokenType.StartObject) usage = OpenAiUsage.Read(ref json);
                else json.Skip();
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();
                if (json.TokenType is not (JsonTokenType.Null or JsonTokenType.False))
                    return EventOutcome.Reported(UpstreamError.Read(ref json));
            }
            else if (json.ValueTextEquals("object"u8))
            {
                json.Read();
                isFault = json.TokenType == JsonTokenType.String && json.ValueTextEquals("error"u8);
                json.Skip();
            }
            else
            {
                json.Skip();
            }
        }

        if (isFault && !answered) return EventOutcome.Reported(UpstreamError.In(bytes));
        if (usage is { } tokens) sink.Usage(tokens);
        return EventOutcome.Continues;
    }

    private EventOutcome? ReadChoices(
        ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> said, IAnswerSink sink, ref bool answered)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return null;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            answered = true;
            if (ReadChoice(ref json, bytes, said, sink) is { } failed) return failed;
        }

        return null;
    }

    /// <summary>Properties come in any order; they are told in one: log probabilities, message, finish.</summary>
    private EventOutcome? ReadChoice(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> said, IAnswerSink sink)
    {
        var index = 0;
        Utf8JsonReader words = default, logprobs = default, finish = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isWords = json.ValueTextEquals(said);
            var isFinish = json.ValueTextEquals("finish_reason"u8);
            var isLogprobs = json.ValueTextEquals("logprobs"u8);
            var isIndex = json.ValueTextEquals("index"u8);
            var isUsage = json.ValueTextEquals("usage"u8); // Moonshot's older place for it
            json.Read();
            if (isWords && json.TokenType == JsonTokenType.StartObject) words = json;
            else if (isLogprobs && json.TokenType == JsonTokenType.StartObject) logprobs = json;
            else if (isFinish && json.TokenType == JsonTokenType.String) finish = json;
            else if (isIndex && json.TokenType == JsonTokenType.Number) json.TryGetInt32(out index);
            if (isUsage && json.TokenType == JsonTokenType.StartObject) sink.Usage(OpenAiUsage.Read(ref json));
            else json.Skip();
        }

        if (index != 0) return null;
        if (logprobs.TokenType == JsonTokenType.StartObject) sink.Logprobs(ValueAt(logprobs, bytes));
        hasSaid |= words.TokenType == JsonTokenType.StartObject && Says(words);
        if (words.TokenType == JsonTokenType.StartObject) ChatAnswerMessageReader.Read(ref words, bytes, sink);
        if (finish.TokenType != JsonTokenType.String || finish.ValueSpan.IsEmpty) return null;
        if (ChatFinish.Of(finish.GetString()!) is not { } reason) return EventOutcome.Failed("broke off its answer");
        if (!finished) sink.Finish(reason);
        finished = true;
        return null;
    }

    /// <summary>The message says more than whose it is.</summary>
    private bool Says(Utf8JsonReader words)
    {
        while (!hasSaid && words.Read() && words.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = words.ValueTextEquals("role"u8);
            words.Read();
            var start = words.TokenStartIndex;
            words.Skip();
            if (!isRole && words.TokenType is JsonTokenType.String or JsonTokenType.EndArray or JsonTokenType.EndObject
                && words.BytesConsumed > start + 2)
                return true;
        }

        return hasSaid;
    }

    /// <summary>The bytes of the value at whose start the reader stands.</summary>
    private static ReadOnlySpan<byte> ValueAt(Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return bytes[start..(int)json.BytesConsumed];
    }
}
