using System.Buffers.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// What the chunks of one stream have in common, for chunks that the gateway writes: the gateway's own, or where the upstream speaks the
/// client's dialect what its first chunk has. Also keeps the usage that such an upstream reports, which is written last. Of a chat
/// completion, or of a text completion where that was requested.
/// </summary>
internal sealed class StreamIdentity
{
    private byte[] id;
    private byte[] created;
    private byte[] model;
    private readonly bool isText;
    private bool known;

    private StreamIdentity(Call call, bool isText)
    {
        this.isText = isText;
        id = JsonText.Of($"{(isText ? "cmpl" : "chatcmpl")}-{call.Context.Id}").Quoted.ToArray();
        created = JsonSerializer.SerializeToUtf8Bytes(call.Context.At.ToUnixTimeSeconds());
        model = JsonText.Of(call.Target.Model.Id).Quoted.ToArray();
    }

    /// <param name="call">Whose answer it is.</param>
    /// <param name="isText">The answer is a text completion.</param>
    public static StreamIdentity Of(Call call, bool isText = false) => new(call, isText);

    /// <summary>The stream's id as a JSON string.</summary>
    public ReadOnlySpan<byte> Id => id;

    /// <summary>The upstream names reasoning <c>reasoning</c>, and not <c>reasoning_content</c>.</summary>
    public bool HasShortReasoning { get; set; }

    /// <summary>The provider's chunk with usage and without choices; null where there is none, or one that not every client reads.</summary>
    public byte[]? ProviderUsageChunk { get; private set; }

    /// <summary>The provider's usage object; null where it reported none.</summary>
    public byte[]? ProviderUsage { get; private set; }

    /// <summary>Keeps the usage that a chunk reports. One of nothing is a placeholder, which some send on every chunk but the last.</summary>
    public void KeepUsage(in ChatChunk chunk)
    {
        if (chunk.Usage is not { IsEmpty: false }) return;
        ProviderUsage = SseDataWriter.OnOneLine(chunk.UsageValue);
        ProviderUsageChunk = chunk.IsCanonicalUsage && IsThatOf(chunk) ? chunk.WithoutNullError() : null;
    }

    /// <summary>Takes over what the first chunk has in the form that clients expect; the rest stays the gateway's own.</summary>
    public void Learn(in ChatChunk chunk)
    {
        if (known) return;
        known = true;
        if (chunk.Id.Length > 2 && chunk.Id[0] == (byte)'"') id = chunk.Id.ToArray();
        if (Seconds(chunk.Created) is { } seconds) created = JsonSerializer.SerializeToUtf8Bytes(seconds);
        if (chunk.Model is [(byte)'"', ..]) model = chunk.Model.ToArray();
    }

    private bool IsThatOf(in ChatChunk chunk) =>
        chunk.Id.SequenceEqual(id) && chunk.Created.SequenceEqual(created) && chunk.Model.SequenceEqual(model);

    /// <summary>Some count in fractions of a second; clients read whole ones.</summary>
    private static long? Seconds(ReadOnlySpan<byte> created) =>
        Utf8Parser.TryParse(created, out double seconds, out var read) && read == created.Length && seconds is >= 0 and < 1e12
            ? (long)seconds
            : null;

    /// <summary>Opens a chunk's object and writes what it has in common with the others.</summary>
    public void WriteStart(Utf8JsonWriter writer) => WriteStart(writer, isText ? "text_completion"u8 : "chat.completion.chunk"u8);

    public void WriteStart(Utf8JsonWriter writer, ReadOnlySpan<byte> kind)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("id"u8);
        writer.WriteRawValue(id);
        writer.WriteString("object"u8, kind);
        writer.WritePropertyName("created"u8);
        writer.WriteRawValue(created);
        writer.WritePropertyName("model"u8);
        writer.WriteRawValue(model);
    }

    /// <summary>An event with a chunk of one choice, up to the inside of its delta.</summary>
    /// <param name="index">The choice's.</param>
    public byte[] Opening(int index) =>
    [
        .. "data: {\"id\":"u8, .. id, .. ",\"object\":\"chat.completion.chunk\",\"created\":"u8, .. created, .. ",\"model\":"u8, .. model,
        .. ",\"choices\":[{\"index\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(index), .. ",\"delta\":{"u8,
    ];

    /// <summary>
    /// A valid chunk that carries an error, so that strict parsers read it as a chunk and every client sees the error. No marker of a good
    /// end follows it.
    /// </summary>
    public void WriteError(PooledBuffer output, GatewayError error, string requestId)
    {
        output.Append("data: "u8);
        using (var writer = new Utf8JsonWriter(output))
        {
            WriteStart(writer);
            writer.WriteStartArray("choices");
            writer.WriteStartObject();
            writer.WriteNumber("index", 0);
            if (isText) writer.WriteString("text", "");
            else WriteEmptyDelta(writer);
            writer.WriteNull("finish_reason");
            writer.WriteEndObject();
            writer.WriteEndArray();
            OpenAiErrorFormat.WriteProperty(writer, error, requestId);
            writer.WriteEndObject();
        }

        output.Append("\n\n"u8);
    }

    private static void WriteEmptyDelta(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("delta");
        writer.WriteEndObject();
    }
}
