using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Seals signatures for clients whose dialect has another kind of signature. The client keeps a seal like a signature of its own kind, and
/// the gateway opens it in later requests.
/// </summary>
internal sealed class ReasoningSeals(ProtectedPayloads seals)
{
    /// <summary>The codes of the kinds in seals, which clients keep across versions of the gateway.</summary>
    private static readonly (ReasoningSignatureKind Kind, string Code)[] Kinds =
    [
        (ReasoningSignatureKind.AnthropicSignature, "as"),
        (ReasoningSignatureKind.AnthropicRedacted, "ar"),
        (ReasoningSignatureKind.ResponsesEncrypted, "re"),
    ];

    /// <summary>The signature with the seal as its value.</summary>
    /// <param name="team">The team of the conversation, which alone can open the seal.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="maker">The maker of the signature.</param>
    public ReasoningSignature Seal(TeamId team, ReasoningSignature signature, ReasoningMaker maker)
    {
        var content = new ArrayBufferWriter<byte>(signature.Value.Quoted.Length + 128);
        using (var writer = new Utf8JsonWriter(content))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Array.Find(Kinds, kind => kind.Kind == signature.Kind).Code);
            writer.WriteStringValue(maker.Provider);
            writer.WriteStringValue(maker.Model);
            writer.WriteStringValue(signature.ItemId);
            signature.Value.WriteTo(writer);
            writer.WriteEndArray();
        }

        return signature with { Value = JsonText.From(seals.Seal(team, SealKind.Reasoning, content.WrittenSpan)) };
    }

    /// <summary>The signature in a seal, with its maker; null if the seal is altered, another team's, or its key has been deleted.</summary>
    public ReasoningSignature? Open(TeamId team, ReadOnlySpan<byte> seal)
    {
        if (seals.Open(team, SealKind.Reasoning, seal) is not { } content) return null;
        using var document = JsonDocument.Parse(content);
        var fields = document.RootElement;
        return new ReasoningSignature(Array.Find(Kinds, kind => fields[0].ValueEquals(kind.Code)).Kind, JsonText.OfEscaped(JsonText.From(fields[4]).Escaped))
        {
            Maker = new ReasoningMaker(fields[1].GetString()!, fields[2].GetString()!),
            ItemId = fields[3].GetString(),
        };
    }
}
