using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>A message of the model: a text part, a refusal part, or both.</summary>
internal sealed class MessageItem(string id, int index) : OutputItem(id, index)
{
    private readonly List<ReadOnlyMemory<byte>> parts = [];
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly List<ReadOnlyMemory<byte>> annotations = [];
    private readonly ArrayBufferWriter<byte> logprobs = new();

    /// <summary>The offset of the log probabilities that have not been written.</summary>
    private int newLogprobs;
    private bool isRefusal;
    private bool inPart;
    private bool isTextDone;

    /// <summary>Continues an item that the client has the beginning of.</summary>
    public MessageItem(string id, int index, StartedItem started, in ResponseProgress progress, ReadOnlySpan<byte> text)
        : this(id, index)
    {
        parts.AddRange(started.Parts[..progress.PartCount]);
        annotations.AddRange(started.Annotations[progress.AnnotationStart..progress.AnnotationEnd]);
        (inPart, isRefusal, isTextDone) = (progress.InPart, progress.IsRefusal, progress.IsTextDone);
        this.text.Write(text);
    }

    public override string Type => "message";

    public void Text(ResponsesEventWriter events, ReadOnlySpan<byte> escaped)
    {
        EnterPart(events, refusal: false);
        if (escaped.IsEmpty) return;
        text.Write(escaped);
        events.Begin("response.output_text.delta"u8, this).Number("content_index"u8, parts.Count)
            .Text("delta"u8, escaped).Raw("logprobs"u8, (byte[])[(byte)'[', .. logprobs.WrittenSpan[newLogprobs..], (byte)']']).End();
        newLogprobs = logprobs.WrittenCount > 0 ? logprobs.WrittenCount + 1 : 0;
    }

    /// <summary>Writes an empty piece of the open text.</summary>
    public void WriteKeepAlive(ResponsesEventWriter events)
    {
        if (!inPart || isRefusal || isTextDone) return;
        events.Begin("response.output_text.delta"u8, this).Number("content_index"u8, parts.Count)
            .Text("delta"u8, []).Raw("logprobs"u8, "[]"u8).End();
    }

    public void Refusal(ResponsesEventWriter events, ReadOnlySpan<byte> escaped)
    {
        EnterPart(events, refusal: true);
        if (escaped.IsEmpty) return;
        text.Write(escaped);
        events.Begin("response.refusal.delta"u8, this).Number("content_index"u8, parts.Count).Text("delta"u8, escaped).End();
    }

    /// <param name="events">Writes the event.</param>
    /// <param name="json">An annotation in either of OpenAI's forms: that of Chat Completions has its fields in a nested object.</param>
    public void Cite(ResponsesEventWriter events, ReadOnlySpan<byte> json)
    {
        EnterPart(events, refusal: false);
        var annotation = Annotations.ToResponses(json);
        events.Begin("response.output_text.annotation.added"u8, this).Number("content_index"u8, parts.Count)
            .Number("annotation_index"u8, annotations.Count).Raw("annotation"u8, annotation).End();
        annotations.Add(annotation);
    }

    /// <summary>Adds the log probabilities of the text that follows.</summary>
    /// <param name="json">A choice's <c>logprobs</c> in the form of Chat Completions.</param>
    public void AddLogprobs(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var choice = JsonDocument.ParseValue(ref reader);
        if (!choice.RootElement.TryGetProperty("content", out var tokens) || tokens.ValueKind != JsonValueKind.Array) return;
        foreach (var token in tokens.EnumerateArray())
        {
            if (logprobs.WrittenCount > 0) logprobs.Write(","u8);
            using var writer = new Utf8JsonWriter(logprobs);
            token.WriteTo(writer);
        }
    }

    protected override void Closing(ResponsesEventWriter events)
    {
        if (!inPart && parts.Count == 0) EnterPart(events, refusal: false);
        LeavePart(events);
    }

    protected override void Write(IBufferWriter<byte> json, ReadOnlySpan<byte> status)
    {
        json.Write("{\"id\":\""u8);
        json.Write(Id);
        json.Write("\",\"type\":\"message\",\"status\":\""u8);
        json.Write(status);
        json.Write("\",\"role\":\"assistant\",\"content\":"u8);
        json.Write(RawArray.Of(parts));
        json.Write("}"u8);
    }

    private void EnterPart(ResponsesEventWriter events, bool refusal)
    {
        if (inPart && !isTextDone && isRefusal == refusal) return;
        LeavePart(events);
        (inPart, isRefusal) = (true, refusal);
        events.Begin("response.content_part.added"u8, this).Number("content_index"u8, parts.Count).Raw("part"u8, Part()).End();
    }

    private void LeavePart(ResponsesEventWriter events)
    {
        if (!inPart) return;
        inPart = false;
        var part = Part();
        if (isTextDone) isTextDone = false;
        else if (isRefusal)
            events.Begin("response.refusal.done"u8, this).Number("content_index"u8, parts.Count).Text("refusal"u8, text.WrittenSpan).End();
        else
            events.Begin("response.output_text.done"u8, this).Number("content_index"u8, parts.Count).Text("text"u8, text.WrittenSpan)
                .Raw("logprobs"u8, Logprobs()).End();
        events.Begin("response.content_part.done"u8, this).Number("content_index"u8, parts.Count).Raw("part"u8, part).End();
        parts.Add(part);
        text.ResetWrittenCount();
        logprobs.ResetWrittenCount();
        newLogprobs = 0;
        annotations.Clear();
    }

    private byte[] Part() => isRefusal
        ? [.. "{\"type\":\"refusal\",\"refusal\":\""u8, .. text.WrittenSpan, .. "\"}"u8]
        :
        [
            .. "{\"type\":\"output_text\",\"annotations\":"u8, .. RawArray.Of(annotations), .. ",\"logprobs\":"u8, .. Logprobs(),
            .. ",\"text\":\""u8, .. text.WrittenSpan,
            .. "\"}"u8,
        ];

    private byte[] Logprobs() => [(byte)'[', .. logprobs.WrittenSpan, (byte)']'];
}
