using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// The gateway's own values in the fields for signatures: seals of other providers' signatures (<see cref="ReasoningSeals"/>), and a value
/// for a missing signature, because clients of such a dialect expect one on all reasoning. Versions before the seals used further values,
/// which were not authenticated: reasoning with one of them counts as reasoning without a signature.
/// </summary>
internal static class ReasoningSignatureTag
{
    private static readonly byte[] SealPrefix = [.. ProtectedPayloads.PrefixOf(SealKind.Reasoning).Select(static character => (byte)character)];

    /// <summary>The value for a missing signature.</summary>
    public static JsonText NoSignature { get; } = JsonText.OfEscaped("jinf.un."u8);

    /// <summary>The signature or seal that a client sent; null if the reasoning has none.</summary>
    /// <param name="value">The value of the field.</param>
    /// <param name="native">The kind of signature of the client's dialect.</param>
    public static ReasoningSignature? Read(JsonText value, ReasoningSignatureKind native) =>
        IsForeign(value.Escaped) && !IsSeal(value.Escaped) ? null : new ReasoningSignature(native, value);

    /// <summary>
    /// Whether a value is one of the gateway's, or empty. It must not be sent to a provider.
    /// </summary>
    public static bool IsForeign(ReadOnlySpan<byte> escaped) => escaped.IsEmpty || escaped.StartsWith("jinf."u8);

    public static bool IsSeal(ReadOnlySpan<byte> escaped) => escaped.StartsWith(SealPrefix);
}
