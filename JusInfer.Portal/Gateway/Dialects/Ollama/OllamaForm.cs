using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary>
/// The form of an answer: a chat has its content in a message, a generation has it in the object itself. Apart from that they are equal.
/// </summary>
internal sealed class OllamaForm
{
    public static readonly OllamaForm Chat = new("\"message\":{\"role\":\"assistant\",\"content\":\"", "}");
    public static readonly OllamaForm Generate = new("\"response\":\"", "");

    private readonly byte[] opening;
    private readonly byte[] closing;

    private OllamaForm(string opening, string closing) =>
        (this.opening, this.closing) = (Encoding.UTF8.GetBytes(opening), Encoding.UTF8.GetBytes(closing));

    /// <summary>The beginning of the content, up to the inside of its text.</summary>
    public ReadOnlySpan<byte> Opening => opening;

    /// <summary>The end of the content, after its last property.</summary>
    public ReadOnlySpan<byte> Closing => closing;

    /// <summary>The beginning of every object of an answer, up to the content.</summary>
    public static byte[] Head(string model, DateTimeOffset createdAt) =>
    [
        .. "{\"model\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(model),
        .. ",\"created_at\":\""u8, .. Encoding.UTF8.GetBytes(Text(createdAt)), .. "\","u8,
    ];

    /// <summary>A time as Ollama writes it (RFC 3339).</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
