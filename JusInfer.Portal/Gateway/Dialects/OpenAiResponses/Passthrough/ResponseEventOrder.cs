using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// Checks that the events of a response come in the order and with the properties that every client reads, and tracks the progress of the
/// response. OpenAI's SDKs fail on a delta of an item that has not begun; Codex reads an answer only from its items.
/// </summary>
/// <remarks>
/// The response is created first. One item is open at a time; items have consecutive indexes, and an id that all of their events have.
/// The text of a message is in parts, and the finished item has those parts. Function calls have a <c>call_id</c> and arguments. Events and
/// items that the hub does not know pass through unchanged.
/// </remarks>
internal sealed class ResponseEventOrder : IDisposable
{
    private readonly PooledBuffer text = new(256);
    private readonly List<ReadOnlyMemory<byte>> finished = [];

    /// <summary>The finished items so far, JSON objects.</summary>
    public ReadOnlyMemory<byte>[] Finished(in ResponseProgress progress) => [.. finished[..progress.ItemCount]];

    /// <summary>The open item, for a writer to continue; null if there is none.</summary>
    public OutputItem? Open(in ResponseProgress progress) => progress.Open?.Continue(progress, text.Span);

    /// <summary>The progress of the response after an event; null if the event is not canonical.</summary>
    public ResponseProgress? After(in ResponseProgress before, in ResponsesEvent e)
    {
        if (e.Sequence is { } number ? number < before.NextSequence : e.IsKnown) return null;
        var next = before with { NextSequence = e.Sequence + 1 ?? before.NextSequence };
        if (next.Open is { IsKnown: false } unknown && e.OutputIndex == unknown.Index && !e.Type.StartsWith("response.output_item."u8))
            return next;
        if (e.Type.EndsWith(".delta"u8)) return AfterDelta(next, e);
        if (e.Type.SequenceEqual("response.created"u8)) return e.Subject.IsEmpty ? null : next with { HasResponse = true };
        if (!e.IsKnown) return next;
        if (!next.HasResponse) return null;
        if (e.IsProgress) return next;
        if (e.IsEnd) return next.Open is null && IsCanonicalEnd(next, e.Subject) ? next : null;
        if (e.Type.SequenceEqual("response.output_item.added"u8)) return AfterStart(next, e);
        if (e.Type.SequenceEqual("response.output_item.done"u8)) return AfterEnd(next, e);
        return next.Open is { } item && IsOf(item, e) ? AfterPartEvent(next, item, e) : null;
    }

    public void Dispose() => text.Dispose();

    private static bool IsOf(StartedItem item, in ResponsesEvent e) => e.OutputIndex == item.Index && e.ItemId.SequenceEqual(item.Id);

    private ResponseProgress? AfterDelta(in ResponseProgress next, in ResponsesEvent e)
    {
        if (!e.IsOfItem) return next;
        if (next.Open is not { } item || !IsOf(item, e)) return null;
        if (e.Type.StartsWith("response.reasoning_"u8))
        {
            if (!item.IsReasoning) return null;
            item.Reasoning ??= ReasoningForm.OfText(e.Type);
            return Add(next.InPart ? next : EnterPart(next, item), e.Delta);
        }

        var isRefusal = e.Type.SequenceEqual("response.refusal.delta"u8);
        var isText = isRefusal || e.Type.SequenceEqual("response.output_text.delta"u8);
        if (isText ? !item.IsMessage || !next.InPart || next.IsTextDone || next.IsRefusal != isRefusal : !item.IsCall) return null;
        return Add(next with { HasRefusal = next.HasRefusal || isRefusal }, e.Delta);
    }

    private ResponseProgress Add(in ResponseProgress next, ReadOnlySpan<byte> delta)
    {
        text.Append(delta);
        return next with { Text = next.Text.Start..text.Length };
    }

    private ResponseProgress? AfterStart(in ResponseProgress next, in ResponsesEvent e)
    {
        if (next.Open is not null || e.OutputIndex != next.ItemCount || e.Subject.IsEmpty) return null;
        var item = OutputItemHead.Read(e.Subject);
        if (item.IsKnown && (item.Id.IsEmpty || (item.IsCall && item.CallId.IsEmpty))) return null;
        return next with
        {
            Open = new StartedItem(e.Subject, next.ItemCount),
            PartCount = 0,
            InPart = false,
            IsTextDone = false,
            Text = text.Length..text.Length,
        };
    }

    private ResponseProgress? AfterEnd(in ResponseProgress next, in ResponsesEvent e)
    {
        if (e.OutputIndex != next.ItemCount || e.Subject.IsEmpty) return null;
        var item = OutputItemHead.Read(e.Subject);
        if (item.IsKnown && !IsCanonicalEnd(next, item)) return null;
        finished.Add(e.Subject.ToArray());
        return next with { Open = null, ItemCount = next.ItemCount + 1, CallCount = next.CallCount + (item.IsCall ? 1 : 0) };
    }

    private static bool IsCanonicalEnd(in ResponseProgress next, in OutputItemHead item)
    {
        if (next.Open is not { } open || !item.Id.SequenceEqual(open.Id)) return false;
        if (open.IsMessage) return item.IsMessage && !next.InPart && item.ContentCount == next.PartCount;
        if (open.IsReasoning) return item.IsReasoning;
        return open.IsFunctionCall ? item is { IsFunctionCall: true, HasArguments: true, CallId.IsEmpty: false } : item.IsCall;
    }

    private ResponseProgress? AfterPartEvent(in ResponseProgress next, StartedItem item, in ResponsesEvent e)
    {
        if (item.IsCall) return !item.IsFunctionCall || e.HasArguments ? next : null;
        if (e.Type.EndsWith("_part.added"u8))
        {
            if (next.InPart || e.Subject.IsEmpty) return null;
            if (item.IsReasoning) item.Reasoning ??= ReasoningForm.OfPart(e.Type);
            return EnterPart(next, item) with { IsRefusal = OutputItemHead.Read(e.Subject).Type.SequenceEqual("refusal"u8) };
        }

        if (!next.InPart) return item.IsReasoning ? next : null;
        if (e.Type.EndsWith("_part.done"u8))
        {
            if (e.Subject.IsEmpty) return null;
            item.Parts.Add(e.Subject.ToArray());
            return next with { InPart = false, PartCount = next.PartCount + 1, Text = text.Length..text.Length };
        }

        if (e.Type.EndsWith(".annotation.added"u8))
        {
            if (e.Subject.IsEmpty) return null;
            item.Annotations.Add(e.Subject.ToArray());
            return next with { AnnotationEnd = item.Annotations.Count };
        }

        return e.Type.EndsWith(".done"u8) ? next with { IsTextDone = true } : next;
    }

    private ResponseProgress EnterPart(in ResponseProgress next, StartedItem item) => next with
    {
        InPart = true,
        IsTextDone = false,
        Text = text.Length..text.Length,
        AnnotationStart = item.Annotations.Count,
        AnnotationEnd = item.Annotations.Count,
    };

    /// <summary>
    /// Whether the items of the finished response match those received in events. It may omit some, and may have additional items of the
    /// provider's own tools.
    /// </summary>
    private static bool IsCanonicalEnd(in ResponseProgress next, ReadOnlySpan<byte> response)
    {
        if (response.IsEmpty) return false;
        var json = new Utf8JsonReader(response, JsonDepth.ReaderOptions);
        using var document = JsonDocument.ParseValue(ref json);
        return document.RootElement.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Array
            && IsCanonicalOutput(output, next.ItemCount);
    }

    /// <summary>The items of a finished response are complete.</summary>
    /// <param name="output">The items.</param>
    /// <param name="itemCount">The number of items received in events; null if the response is not streamed.</param>
    public static bool IsCanonicalOutput(JsonElement output, int? itemCount)
    {
        var count = output.GetArrayLength();
        if (itemCount > 0 && (count == 0 || count > itemCount)) return false;
        foreach (var element in output.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object) return false;
            var item = OutputItemHead.Read(JsonMarshal.GetRawUtf8Value(element));
            if (itemCount == 0 && item.IsKnown) return false;
            if (item.IsCall && (item.Id.IsEmpty || item.CallId.IsEmpty)) return false;
            if (item.IsFunctionCall && !item.HasArguments) return false;
        }

        return true;
    }
}
