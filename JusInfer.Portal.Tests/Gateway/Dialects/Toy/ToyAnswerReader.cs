using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Toy;

/// <summary>Reads the events of an answer.</summary>
internal sealed class ToyAnswerReader : IResponseReader
{
    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        using var json = JsonDocument.Parse(data.ToArray());
        return Read(json.RootElement, sink);
    }

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        using var json = JsonDocument.Parse(body.ToArray());
        var outcome = EventOutcome.Continues;
        foreach (var each in json.RootElement.GetProperty("events").EnumerateArray()) outcome = Read(each, sink);
        return outcome;
    }

    private static EventOutcome Read(JsonElement answerEvent, IResponseSink sink)
    {
        if (answerEvent.TryGetProperty("oops", out var error)) return EventOutcome.Reported(new UpstreamError(error.GetString()!));
        if (answerEvent.TryGetProperty("text", out var text)) sink.Text(JsonText.From(text).Escaped);
        if (answerEvent.TryGetProperty("tool", out var tool)) sink.ToolCall(0, new ToolCallHead(answerEvent.GetProperty("id").GetString()!, tool.GetString()!));
        if (answerEvent.TryGetProperty("input", out var input)) sink.Arguments(0, JsonText.From(input).Escaped);
        if (!answerEvent.TryGetProperty("end", out _)) return EventOutcome.Continues;
        sink.Usage(new TokenBuckets { InputUncached = answerEvent.GetProperty("in").GetInt64(), OutputText = answerEvent.GetProperty("out").GetInt64() });
        sink.Finish(FinishReason.Stop);
        return EventOutcome.Ended;
    }
}
