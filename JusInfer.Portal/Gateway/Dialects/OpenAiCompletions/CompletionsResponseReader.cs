using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>Reads text completions, streamed or not, for metering: the text of all choices is reported as one.</summary>
internal sealed class CompletionsResponseReader : IResponseReader
{
    private bool isFinished;
    private bool hasModel;
    private UsageFields usage;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) =>
        ChatResponseReader.ReadMarker(name, data) ?? ReadChunk(ChatChunk.Read(data), data, sink);

    /// <summary>Reports the deltas of a chunk. The first finish reason ends the answer.</summary>
    public EventOutcome ReadChunk(in ChatChunk chunk, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (chunk.Error is { } error) return EventOutcome.Reported(error);
        ReportModel(chunk, sink);
        if (chunk.Usage is { } report) Report(report, sink);
        ref readonly var choices = ref chunk.Choices;
        var finish = choices.Finish;
        if (choices.Count > 1) finish = ReadChoices(chunk.ChoicesValue, sink);
        else if (!choices.Content.IsEmpty) sink.Text(data[choices.Content]);
        if (!choices.IsFinish || isFinished) return EventOutcome.Continues;
        isFinished = true;
        sink.Finish(finish ?? FinishReason.Stop);
        return EventOutcome.Continues;
    }

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        var completion = ChatChunk.Read(body);
        ReportModel(completion, sink);
        var finish = ReadChoices(completion.ChoicesValue, sink);
        if (completion.Usage is { } report) Report(report, sink);
        if (finish is not { } reason) return EventOutcome.Failed("sent a response that is not a text completion", completion.Error);
        sink.Finish(reason);
        return EventOutcome.Ended;
    }

    private void Report(UsageFields report, IResponseSink sink)
    {
        usage.Merge(report);
        sink.Usage(usage.Normalize(UsageConvention.OpenAi));
    }

    private void ReportModel(in ChatChunk chunk, IResponseSink sink)
    {
        if (chunk.Tier is { } tier) sink.Tier(tier);
        if (hasModel || chunk.Model is not [(byte)'"', .. var model, (byte)'"']) return;
        hasModel = true;
        sink.Model(model);
    }

    /// <returns>The finish reason of the last choice; null if there is no choice.</returns>
    private static FinishReason? ReadChoices(ReadOnlySpan<byte> choices, IResponseSink sink)
    {
        if (choices.IsEmpty) return null;
        FinishReason? finish = null;
        var json = new Utf8JsonReader(choices, JsonDepth.ReaderOptions);
        json.Read();
        while (json.TokenType != JsonTokenType.Null && json.Read() && json.TokenType == JsonTokenType.StartObject)
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
