using System.Diagnostics.CodeAnalysis;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// One chunk of a stream of chat or text completions, or a completion without streaming, read in one pass. The spans point into its bytes.
/// Determines whether it is canonical: in the one form that every client is known to read.
/// </summary>
internal readonly ref struct ChatChunk
{
    private readonly ReadOnlySpan<byte> json;
    private readonly ChatChunkProperties properties;

    private ChatChunk(ReadOnlySpan<byte> json)
    {
        this.json = json;
        properties.Read(json);
    }

    [UnscopedRef]
    public ref readonly ChatChunkChoices Choices => ref properties.Choices;

    /// <summary>The value of <c>choices</c>; empty if absent.</summary>
    public ReadOnlySpan<byte> ChoicesValue => json[properties.ChoicesValue];

    public bool HasChoices => Choices.Count > 0;

    /// <summary>Text, reasoning, a tool call or other content.</summary>
    public bool HasContent => Choices.HasContent;

    public bool IsFinish => Choices.IsFinish;

    /// <summary>The chunk reports an error.</summary>
    public UpstreamError? Error => properties.Error;

    public UsageFields? Usage => properties.Usage;

    /// <summary>The value of <c>usage</c> if it is an object; otherwise empty.</summary>
    public ReadOnlySpan<byte> UsageValue => json[properties.UsageValue];

    /// <summary>The stream's id as a JSON string, including the quotes; empty if absent.</summary>
    public ReadOnlySpan<byte> Id => json[properties.Id];

    /// <summary>The value of <c>created</c>; empty if absent.</summary>
    public ReadOnlySpan<byte> Created => json[properties.Created];

    public ReadOnlySpan<byte> Model => json[properties.Model];

    /// <summary>The service tier that the provider reports, which relays of Anthropic's models put into the usage.</summary>
    public string? Tier => properties.Tier ?? properties.Usage?.Tier;

    /// <summary>The chunk is canonical: all properties have the type and the position that clients expect.</summary>
    public bool IsCanonical => properties.IsChunk && Choices.IsCanonical && HasCanonicalFrame;

    /// <summary>The bytes are a complete canonical completion.</summary>
    public bool IsCanonicalCompletion =>
        HasCanonicalFrame && properties.IsCompletion && Choices.IsCanonicalCompletion && properties.NullErrorProperty.IsEmpty;

    /// <summary>The bytes are a canonical chunk with usage and an empty list of choices.</summary>
    public bool IsCanonicalUsage => HasCanonicalFrame && (properties.IsChunk || properties.IsText) && Choices is { IsList: true, Count: 0 };

    /// <summary>The properties other than the choices are canonical.</summary>
    private bool HasCanonicalFrame => Id.Length > 2 && Id[0] == (byte)'"' && IsWholeNumber(Created) && Model is [(byte)'"', ..];

    /// <exception cref="System.Text.Json.JsonException">The bytes are not a JSON object.</exception>
    public static ChatChunk Read(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>Writes the chunk as an event, without the properties that are hidden from clients.</summary>
    public void WriteEvent(PooledBuffer output)
    {
        var (first, second) = (properties.UsageProperty, properties.NullErrorProperty);
        if (first.Start.Value > second.Start.Value) (first, second) = (second, first);
        output.Append("data: "u8);
        SseDataWriter.Write(output, json[..first.Start.Value]);
        SseDataWriter.Write(output, json[first.End.Value..Math.Max(first.End.Value, second.Start.Value)]);
        SseDataWriter.Write(output, json[Math.Max(first.End.Value, second.End.Value)..]);
        output.Append("\n\n"u8);
    }

    /// <summary>A copy of the JSON on one line, without an <c>error</c> that is null or empty.</summary>
    public byte[] WithoutNullError() =>
    [
        .. SseDataWriter.OnOneLine(json[..properties.NullErrorProperty.Start]),
        .. SseDataWriter.OnOneLine(json[properties.NullErrorProperty.End..]),
    ];

    private static bool IsWholeNumber(ReadOnlySpan<byte> number) =>
        !number.IsEmpty && number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
