using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Reads Chat Completions answers, streamed or not, in all forms that providers send. To a client of the same dialect it reports all choices
/// and extensions; to others only the first choice.
/// </summary>
/// <param name="native">The stream's identity if the client uses this dialect; otherwise null.</param>
internal sealed class ChatResponseReader(ChatStreamIdentity? native = null) : IResponseReader
{
    private readonly List<int> begun = [];
    private int latest = -1;
    private bool hasModel;
    private bool hasContent;
    private bool isProvisional;
    private bool isDoubtful;
    private FinishReason? held;
    private UsageFields usage;

    /// <summary>
    /// Also reports extensions that are not content, for a writer of the same dialect. The choices are then read in a second pass.
    /// </summary>
    public bool ReportsAllExtensions { get; set; }

    /// <summary>The outcome of an event that is not a chunk; null for a chunk.</summary>
    public static EventOutcome? ReadMarker(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
        data.SequenceEqual("[DONE]"u8) ? EventOutcome.Ended
        : name.SequenceEqual("error"u8) ? EventOutcome.Reported(UpstreamError.In(data))
        : null;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (ReadMarker(name, data) is not { } marker) return ReadChunk(ChatChunk.Read(data), data, sink);
        EndStream(isClean: marker.Kind == EventKind.Ended, sink);
        return marker;
    }

    /// <summary>
    /// Whether the finish reason of a chunk is held until the stream ends: it is beside content, or before all of it. Some providers repeat
    /// it on every chunk, and what follows would be lost (su-kaka/gcli2api#403).
    /// </summary>
    public bool Holds(in ChatChunk chunk) =>
        chunk.Choices is { IsFinish: true, Index: 0, Count: 1 } && begun.Count <= 1
        && (held is not null || chunk.HasContent || !hasContent);

    /// <summary>A held finish that was before content ends an answer only if the stream ended as it should.</summary>
    public void EndStream(bool isClean, IResponseSink sink)
    {
        if (held is { } reason && (isClean || (hasContent && !isDoubtful))) sink.Finish(reason);
        held = null;
    }

    /// <summary>Reports the deltas of a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="data">Its JSON.</param>
    /// <param name="sink">Receives the deltas.</param>
    public EventOutcome ReadChunk(in ChatChunk chunk, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (held is not null && (!chunk.HasChoices || chunk.Choices.Index != 0 || chunk.Error is not null))
            EndStream(isClean: chunk.Error is null, sink);
        ReportModel(chunk, sink);
        if (chunk.Usage is { } report) Report(report, sink);
        if (chunk.Error is { } error) return EventOutcome.Reported(error);
        if (!chunk.HasChoices) return EventOutcome.Continues;
        isProvisional = Holds(chunk);
        hasContent |= chunk.HasContent;
        isDoubtful |= held is not null && chunk.HasContent;
        if (!ReportsAllExtensions && chunk.Choices.IsSimple)
        {
            if (chunk.Choices.Index == 0 || native is not null) Report(chunk, data, sink);
            return EventOutcome.Continues;
        }

        if (ReportsAllExtensions) ChatExtensions.ReportEvent(data, sink);
        return ReadChoices(chunk.ChoicesValue, "delta"u8, sink, out _);
    }

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink) => ReadCompletion(ChatChunk.Read(body), body, sink);

    /// <summary>Reports the deltas of a completion.</summary>
    public EventOutcome ReadCompletion(in ChatChunk completion, ReadOnlySpan<byte> body, IResponseSink sink)
    {
        var outcome = completion.Error is { } error ? EventOutcome.Reported(error) : ReadAnswer(completion, body, sink);
        ReportModel(completion, sink);
        if (completion.Usage is { } report) Report(report, sink);
        return outcome;
    }

    private EventOutcome ReadAnswer(in ChatChunk completion, ReadOnlySpan<byte> body, IResponseSink sink)
    {
        if (ReportsAllExtensions) ChatExtensions.ReportEvent(body, sink);
        var outcome = ReadChoices(completion.ChoicesValue, "message"u8, sink, out var answered);
        if (outcome.Kind == EventKind.Failed) return outcome;
        return answered ? EventOutcome.Ended : EventOutcome.Failed("sent a response that is not a chat completion");
    }

    private void ReportModel(in ChatChunk chunk, IResponseSink sink)
    {
        if (chunk.Tier is { } tier) sink.Tier(tier);
        if (hasModel || chunk.Model is not [(byte)'"', .. var model, (byte)'"']) return;
        hasModel = true;
        sink.Model(model);
    }

    private void Report(UsageFields report, IResponseSink sink)
    {
        usage.Merge(report);
        sink.Usage(usage.Normalize(UsageConvention.OpenAi));
    }

    private void Report(in ChatChunk chunk, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        ref readonly var choices = ref chunk.Choices;
        Begin(choices.Index, sink);
        if (!choices.Logprobs.IsEmpty) sink.Logprobs(data[choices.Logprobs]);
        if (!choices.Extension.IsEmpty && native is not null)
            sink.Extension(choices.IsMedia ? ExtensionKind.Media : ExtensionKind.Content, data[choices.Extension]);
        if (!choices.Reasoning.IsEmpty)
        {
            if (native is not null) native.HasShortReasoning = choices.HasShortReasoning;
            sink.Reasoning(data[choices.Reasoning]);
        }

        if (!choices.Details.IsEmpty) ChatResponseMessageReader.ReportDetails(data[choices.Details], sink);
        if (!choices.Content.IsEmpty) sink.Text(data[choices.Content]);
        if (choices.Calls == 1) ReportCall(choices.Call, data, sink);
        if (choices.Finish is { } reason) Finish(reason, sink);
    }

    private static void ReportCall(ChatToolCallPiece piece, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (piece.IsHead)
        {
            sink.ToolCall(piece.Index, new ToolCallHead(Decoded(data[piece.Id]), Decoded(data[piece.Name]))
            {
                Kind = piece.IsCustom ? ToolKind.Custom : ToolKind.Function,
                Extra = data[piece.Extra].ToArray(),
            });
        }

        if (!piece.Arguments.IsEmpty) sink.Arguments(piece.Index, data[piece.Arguments]);
    }

    private EventOutcome ReadChoices(ReadOnlySpan<byte> choices, ReadOnlySpan<byte> property, IResponseSink sink, out bool answered)
    {
        answered = false;
        if (choices.IsEmpty) return EventOutcome.Continues;
        var json = new Utf8JsonReader(choices, JsonDepth.ReaderOptions);
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) return EventOutcome.Continues;
        for (var place = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; place++)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            answered = true;
            if (ReadChoice(ref json, choices, property, place, sink) is { } failed) return failed;
        }

        return EventOutcome.Continues;
    }

    /// <summary>
    /// Reads a choice. Its properties arrive in any order and are reported in this order: extensions, log probabilities, delta or message,
    /// finish reason. If the choice has no index, its position is used.
    /// </summary>
    private EventOutcome? ReadChoice(
        ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> property, int index, IResponseSink sink)
    {
        var start = json;
        Utf8JsonReader delta = default, message = default, logprobs = default, finish = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isDelta = json.ValueTextEquals(property);
            var isMessage = json.ValueTextEquals("message"u8);
            var isFinish = json.ValueTextEquals("finish_reason"u8);
            var isLogprobs = json.ValueTextEquals("logprobs"u8);
            var isIndex = json.ValueTextEquals("index"u8);
            var isUsage = json.ValueTextEquals("usage"u8); // Moonshot's older field
            json.Read();
            if (isDelta && json.TokenType == JsonTokenType.StartObject) delta = json;
            else if (isMessage && json.TokenType == JsonTokenType.StartObject) message = json;
            else if (isLogprobs && json.TokenType == JsonTokenType.StartObject) logprobs = json;
            else if (isFinish && json.TokenType == JsonTokenType.String) finish = json;
            else if (isIndex && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var given) && given >= 0) index = given;
            if (isUsage && json.TokenType == JsonTokenType.StartObject) Report(UsageFields.Read(ref json), sink);
            else json.Skip();
        }

        if (index != 0 && native is null) return null;
        FinishReason? reason = null;
        if (finish.TokenType == JsonTokenType.String && !finish.ValueSpan.IsEmpty
            && (reason = ChatFinish.Parse(finish.GetString()!)) is null) return EventOutcome.Failed("ended its answer with an error finish reason");

        // MiniMax repeats the complete answer in a last message. It is used only if the choice has no other content.
        if (delta.TokenType != JsonTokenType.StartObject && !begun.Contains(index)) delta = message;
        Begin(index, sink);
        if (ReportsAllExtensions) ChatExtensions.ReportChoice(start, bytes, sink);
        if (logprobs.TokenType == JsonTokenType.StartObject) sink.Logprobs(ChatExtensions.ValueAt(logprobs, bytes));
        if (delta.TokenType == JsonTokenType.StartObject)
        {
            if (native is not null) ChatExtensions.ReportDelta(delta, bytes, sink, ReportsAllExtensions);
            ChatResponseMessageReader.Read(ref delta, bytes, sink, native);
        }

        if (reason is { } finished) Finish(finished, sink);
        return null;
    }

    private void Finish(FinishReason reason, IResponseSink sink)
    {
        if (isProvisional) held = reason;
        else sink.Finish(reason);
    }

    private void Begin(int index, IResponseSink sink)
    {
        if (index == latest) return;
        if (index != Math.Max(latest, 0)) sink.Choice(index);
        latest = index;
        begun.Add(index);
    }

    private static string Decoded(ReadOnlySpan<byte> escaped) =>
        escaped.Contains((byte)'\\') ? JsonText.OfEscaped(escaped).Decode() : Encoding.UTF8.GetString(escaped);
}
