using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Encodes signatures of other providers for a client dialect that has only its own kind. A foreign signature gets a prefix, the tag, so
/// that the client stores it like a native one and the gateway recognizes it in later requests. A missing signature is encoded too, because
/// clients of such a dialect expect one on all reasoning.
/// </summary>
internal static class ReasoningSignatureTag
{
    private static readonly (ReasoningSignatureKind Kind, byte[] Tag)[] Tags =
    [
        (ReasoningSignatureKind.AnthropicSignature, "jinf.as."u8.ToArray()),
        (ReasoningSignatureKind.AnthropicRedacted, "jinf.ar."u8.ToArray()),
        (ReasoningSignatureKind.ResponsesEncrypted, "jinf.re."u8.ToArray()),
    ];

    /// <summary>The encoded form of a missing signature.</summary>
    public static JsonText NoSignature { get; } = JsonText.OfEscaped("jinf.un."u8);

    /// <summary>Encodes a signature for a client dialect whose own kind is <paramref name="native"/>.</summary>
    public static JsonText Encode(ReasoningSignature? signature, ReasoningSignatureKind native)
    {
        if (signature is null) return NoSignature;
        if (signature.Kind == native) return signature.Value;
        return JsonText.OfEscaped([.. TagOf(signature.Kind), .. JsonText.Of(signature.ItemId ?? "").Escaped, (byte)'.', .. signature.Value.Escaped]);
    }

    /// <summary>Decodes a signature that a client sent; null if the reasoning has none.</summary>
    public static ReasoningSignature? Decode(JsonText encoded, ReasoningSignatureKind native)
    {
        var bytes = encoded.Escaped;
        if (bytes.IsEmpty || bytes.SequenceEqual(NoSignature.Escaped)) return null;
        foreach (var (kind, tag) in Tags)
        {
            if (!bytes.StartsWith(tag)) continue;
            var rest = bytes[tag.Length..];
            var dot = rest.IndexOf((byte)'.');
            if (dot < 0) return null;
            return new ReasoningSignature(kind, JsonText.OfEscaped(rest[(dot + 1)..]))
            {
                ItemId = dot == 0 ? null : JsonText.OfEscaped(rest[..dot]).Decode(),
            };
        }

        return new ReasoningSignature(native, encoded);
    }

    /// <summary>
    /// Whether an encoded signature is of another kind of provider, or missing. It must not be sent to the native kind of provider.
    /// </summary>
    public static bool IsForeign(ReadOnlySpan<byte> escaped) => escaped.IsEmpty || escaped.StartsWith("jinf."u8);

    private static byte[] TagOf(ReasoningSignatureKind kind) => Array.Find(Tags, tag => tag.Kind == kind).Tag;
}
