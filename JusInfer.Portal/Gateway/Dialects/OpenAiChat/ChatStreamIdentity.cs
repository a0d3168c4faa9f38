using System.Buffers.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The id, creation time and model of a stream, for chunks that the gateway writes: the provider's if it uses the client's dialect, otherwise
/// the gateway's. Also keeps the usage that such a provider reports, which is written last. For chat completions and text completions.
/// </summary>
internal sealed class ChatStreamIdentity
{
    private byte[] id;
    private byte[] created;
    private byte[] model;
    private readonly bool isText;
    private bool known;

    private ChatStreamIdentity(Call call, bool isText)
    {
        this.isText = isText;
        id = JsonText.From($"{(isText ? "cmpl" : "chatcmpl")}-{call.Context.Id}").Quoted.ToArray();
        created = JsonSerializer.SerializeToUtf8Bytes(call.Context.At.ToUnixTimeSeconds());
        model = JsonText.From(call.Target.Model.Id).Quoted.ToArray();
    }

    /// <param name="call">The call that is answered.</param>
    /// <param name="isText">The answer is a text completion.</param>
    public static ChatStreamIdentity From(Call call, bool isText = false) => new(call, isText);

    /// <summary>The stream's id as a JSON string.</summary>
    public ReadOnlySpan<byte> Id => id;

    /// <summary>The upstream sends reasoning in <c>reasoning</c>, not in <c>reasoning_content</c>.</summary>
    public bool HasShortReasoning { get; set; }

    /// <summary>The provider's chunk with usage and without choices; null if there is none or it is not canonical.</summary>
    public byte[]? ProviderUsageChunk { get; private set; }

    /// <summary>The provider's usage object; null if it reported none.</summary>
    public byte[]? ProviderUsage { get; private set; }

    /// <summary>
    /// Keeps the usage that a chunk reports. Ignores zero usage, which some providers send as a placeholder with every chunk but the last.
    /// </summary>
    public void KeepUsage(in ChatChunk chunk)
    {
        if (chunk.Usage is not { IsEmpty: false }) return;
        ProviderUsage = SseDataWriter.OnOneLine(chunk.UsageValue);
        ProviderUsageChunk = chunk.IsCanonicalUsage && Matches(chunk) ? chunk.WithoutNullError() : null;
    }

    /// <summary>
    /// Takes over the properties of the first chunk that have the form that clients expect. The others remain the gateway's own.
    /// </summary>
    public void AdoptFrom(in ChatChunk chunk)
    {
        if (known) return;
        known = true;
        if (chunk.Id.Length > 2 && chunk.Id[0] == (byte)'"') id = chunk.Id.ToArray();
        if (Seconds(chunk.Created) is { } seconds) created = JsonSerializer.SerializeToUtf8Bytes(seconds);
        if (chunk.Model is [(byte)'"', ..]) model = chunk.Model.ToArray();
    }

    /// <summary>The client has received a chunk with these properties, so all others have them too.</summary>
    public void Keep() => known = true;

    private bool Matches(in ChatChunk chunk) =>
        chunk.Id.SequenceEqual(id) && chunk.Created.SequenceEqual(created) && chunk.Model.SequenceEqual(model);

    /// <summary>Some providers send fractions of a second; clients expect whole seconds.</summary>
    private static long? Seconds(ReadOnlySpan<byte> created) =>
        Utf8Parser.TryParse(created, out double seconds, out var read) && read == created.Length && seconds is >= 0 and < 1e12
            ? (long)seconds
            : null;

    /// <summary>Opens a chunk's object and writes the common properties.</summary>
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
    /// <param name="index">The index of the choice.</param>
    public byte[] Opening(int index) =>
    [
        .. "data: {\"id\":"u8, .. id, .. ",\"object\":\"chat.completion.chunk\",\"created\":"u8, .. created, .. ",\"model\":"u8, .. model,
        .. ",\"choices\":[{\"index\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(index), .. ",\"delta\":{"u8,
    ];

    /// <summary>
    /// A valid chunk that carries an error, so that strict parsers read it as a chunk and every client sees the error. No terminal
    /// marker follows it.
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
