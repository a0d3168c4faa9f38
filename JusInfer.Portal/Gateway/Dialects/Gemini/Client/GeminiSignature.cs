using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// The field <c>thoughtSignature</c> of a part. It is bytes, so in JSON base64. Google signs tool calls; these signatures are passed through.
/// Signatures of other providers' reasoning are on parts with thoughts, as the gateway's seals in base64. Google's SDK for Python decodes
/// them, and sends them back in the URL-safe alphabet.
/// </summary>
internal static class GeminiSignature
{
    public const string Field = "thoughtSignature";

    /// <summary>
    /// The documented values that skip the check (ai.google.dev/gemini-api/docs/thought-signatures): texts in place of base64, which the
    /// provider's dialect adds where one is needed. Both are also valid in the URL-safe alphabet.
    /// </summary>
    private static readonly string[] Skips = ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];

    /// <summary>Encodes the seal of another provider's signature, or the value for a missing one.</summary>
    public static JsonText Encode(ReasoningSignature? signature) =>
        JsonText.From(Convert.ToBase64String((signature?.Value ?? ReasoningSignatureTag.NoSignature).Escaped));

    /// <summary>The seal of a signature, of any kind; null if the part has none, or one of Google's, which no provider of this gateway reads.</summary>
    public static ReasoningSignature? Decode(BodyValue part) =>
        part.Field(Field) is { } signature && Decode(signature.String()) is { } bytes && Tag(bytes) is { } tag
            && ReasoningSignatureTag.IsSeal(tag.Escaped)
            ? new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, tag)
            : null;

    /// <summary>
    /// Google's signature of a tool call in the form of its Chat Completions endpoint. Null if the call has none, or one of the documented
    /// values that skip the check.
    /// </summary>
    public static JsonElement? ReadExtra(BodyValue part)
    {
        if (part.Field(Field) is not { } signature || Decode(signature.String()) is not { } bytes || Tag(bytes) is not null) return null;
        return JsonElement.Parse(
            [.. "{\"google\":{\"thought_signature\":"u8, .. JsonText.From(Convert.ToBase64String(bytes)).Quoted, .. "}}"u8]);
    }

    /// <summary>Google's signature in the further properties of a tool call; null if there is none.</summary>
    public static string? OfExtra(ReadOnlyMemory<byte> extra)
    {
        if (extra.IsEmpty) return null;
        using var document = JsonDocument.Parse(extra);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("google", out var google) && google.ValueKind == JsonValueKind.Object
            && google.TryGetProperty("thought_signature", out var signature) && signature.ValueKind == JsonValueKind.String
            ? signature.GetString()
            : null;
    }

    /// <summary>The bytes of a signature in one of the two alphabets of base64; null if it is in neither.</summary>
    private static byte[]? Decode(string encoded) =>
        Skips.Contains(encoded) ? null
        : Base64.IsValid(encoded) ? Convert.FromBase64String(encoded)
        : Base64Url.IsValid(encoded) ? Base64Url.DecodeFromChars(encoded)
        : null;

    /// <summary>The gateway's tag in a signature; null if it is another signature.</summary>
    /// <remarks>A client can send any bytes, and the text is written into a provider's request.</remarks>
    private static JsonText? Tag(byte[] signature) =>
        ReasoningSignatureTag.IsForeign(signature) && Utf8.IsValid(signature) ? JsonText.OfUtf8(signature) : null;
}
