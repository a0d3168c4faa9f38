using System.Text;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

public sealed class ReasoningSignatureTagTests
{
    [Fact]
    public void A_seal_of_the_doors_own_kind_is_shown_as_it_is() =>
        Text(ReasoningSignatureTag.Show(Seal(ReasoningSignatureKind.AnthropicSignature), ReasoningSignatureKind.AnthropicSignature)).ShouldBe("c2VhbA==");

    [Theory]
    [InlineData(ReasoningSignatureKind.AnthropicSignature, ReasoningSignatureKind.ResponsesEncrypted)]
    [InlineData(ReasoningSignatureKind.AnthropicRedacted, ReasoningSignatureKind.ResponsesEncrypted)]
    [InlineData(ReasoningSignatureKind.ResponsesEncrypted, ReasoningSignatureKind.AnthropicSignature)]
    internal void A_foreign_seal_comes_back_as_what_it_was(ReasoningSignatureKind kind, ReasoningSignatureKind door)
    {
        var shown = ReasoningSignatureTag.Show(Seal(kind), door);

        ReasoningSignatureTag.IsForeign(shown.Escaped).ShouldBeTrue();
        var read = ReasoningSignatureTag.Read(shown, door).ShouldNotBeNull();
        read.Kind.ShouldBe(kind);
        read.ItemId.ShouldBe("rs_1");
        Text(read.Value).ShouldBe("c2VhbA==");
    }

    [Fact]
    public void Reasoning_without_a_seal_comes_back_without_one()
    {
        var shown = ReasoningSignatureTag.Show(null, ReasoningSignatureKind.AnthropicSignature);

        shown.IsEmpty.ShouldBeFalse();
        ReasoningSignatureTag.IsForeign(shown.Escaped).ShouldBeTrue();
        ReasoningSignatureTag.Read(shown, ReasoningSignatureKind.AnthropicSignature).ShouldBeNull();
        ReasoningSignatureTag.Read(JsonText.Empty, ReasoningSignatureKind.AnthropicSignature).ShouldBeNull();
    }

    private static ReasoningSignature Seal(ReasoningSignatureKind kind) => new(kind, JsonText.Of("c2VhbA==")) { ItemId = "rs_1" };

    private static string Text(JsonText text) => Encoding.UTF8.GetString(text.Escaped);
}
