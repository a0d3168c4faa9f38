using System.Text;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

public sealed class ReasoningSignatureTagTests
{
    [Fact]
    public void A_signature_of_the_clients_own_kind_is_not_encoded() =>
        Text(ReasoningSignatureTag.Encode(Seal(ReasoningSignatureKind.AnthropicSignature), ReasoningSignatureKind.AnthropicSignature)).ShouldBe("c2VhbA==");

    [Theory]
    [InlineData(ReasoningSignatureKind.AnthropicSignature, ReasoningSignatureKind.ResponsesEncrypted)]
    [InlineData(ReasoningSignatureKind.AnthropicRedacted, ReasoningSignatureKind.ResponsesEncrypted)]
    [InlineData(ReasoningSignatureKind.ResponsesEncrypted, ReasoningSignatureKind.AnthropicSignature)]
    internal void An_encoded_foreign_signature_is_decoded_to_the_original(ReasoningSignatureKind kind, ReasoningSignatureKind native)
    {
        var encoded = ReasoningSignatureTag.Encode(Seal(kind), native);

        ReasoningSignatureTag.IsForeign(encoded.Escaped).ShouldBeTrue();
        var decoded = ReasoningSignatureTag.Decode(encoded, native).ShouldNotBeNull();
        decoded.Kind.ShouldBe(kind);
        decoded.ItemId.ShouldBe("rs_1");
        Text(decoded.Value).ShouldBe("c2VhbA==");
    }

    [Fact]
    public void A_missing_signature_is_decoded_as_missing()
    {
        var encoded = ReasoningSignatureTag.Encode(null, ReasoningSignatureKind.AnthropicSignature);

        encoded.IsEmpty.ShouldBeFalse();
        ReasoningSignatureTag.IsForeign(encoded.Escaped).ShouldBeTrue();
        ReasoningSignatureTag.Decode(encoded, ReasoningSignatureKind.AnthropicSignature).ShouldBeNull();
        ReasoningSignatureTag.Decode(JsonText.Empty, ReasoningSignatureKind.AnthropicSignature).ShouldBeNull();
    }

    private static ReasoningSignature Seal(ReasoningSignatureKind kind) => new(kind, JsonText.Of("c2VhbA==")) { ItemId = "rs_1" };

    private static string Text(JsonText text) => Encoding.UTF8.GetString(text.Escaped);
}
