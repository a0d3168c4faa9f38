using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Seals at a front door whose dialect has only its own kind. A foreign seal stands there under a tag, so that the client carries it like
/// its own and it can be told when it comes back; so does the absence of one, since clients of such a dialect expect a seal on all
/// reasoning.
/// </summary>
internal static class ReasoningSignatureTag
{
    private static readonly (ReasoningSignatureKind Kind, byte[] Tag)[] Tags =
    [
        (ReasoningSignatureKind.AnthropicSignature, "jinf.as."u8.ToArray()),
        (ReasoningSignatureKind.AnthropicRedacted, "jinf.ar."u8.ToArray()),
        (ReasoningSignatureKind.ResponsesEncrypted, "jinf.re."u8.ToArray()),
    ];

    /// <summary>What is shown where a model's reasoning has no seal.</summary>
    public static JsonText Unsealed { get; } = JsonText.OfEscaped("jinf.un."u8);

    /// <summary>What a client sees at a door whose own seals are <paramref name="native"/>.</summary>
    public static JsonText Show(ReasoningSignature? seal, ReasoningSignatureKind native)
    {
        if (seal is null) return Unsealed;
        if (seal.Kind == native) return seal.Value;
        return JsonText.OfEscaped([.. TagOf(seal.Kind), .. JsonText.Of(seal.ItemId ?? "").Escaped, (byte)'.', .. seal.Value.Escaped]);
    }

    /// <summary>Reads what a client brought back; null where the reasoning has no seal.</summary>
    public static ReasoningSignature? Read(JsonText shown, ReasoningSignatureKind native)
    {
        var bytes = shown.Escaped;
        if (bytes.IsEmpty || bytes.SequenceEqual(Unsealed.Escaped)) return null;
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

        return new ReasoningSignature(native, shown);
    }

    /// <summary>
    /// Whether a seal as it stands in a body is another provider's, or none: nothing to show to the door's own kind of provider.
    /// </summary>
    public static bool IsForeign(ReadOnlySpan<byte> escaped) => escaped.IsEmpty || escaped.StartsWith("jinf."u8);

    private static byte[] TagOf(ReasoningSignatureKind kind) => Array.Find(Tags, tag => tag.Kind == kind).Tag;
}
