using System.Text;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

public sealed class SealTagTests
{
    [Fact]
    public void A_seal_of_the_doors_own_kind_is_shown_as_it_is() =>
        Text(SealTag.Show(Seal(SealKind.AnthropicSignature), SealKind.AnthropicSignature)).ShouldBe("c2VhbA==");

    [Theory]
    [InlineData(SealKind.AnthropicSignature, SealKind.ResponsesEncrypted)]
    [InlineData(SealKind.AnthropicRedacted, SealKind.ResponsesEncrypted)]
    [InlineData(SealKind.ResponsesEncrypted, SealKind.AnthropicSignature)]
    internal void A_foreign_seal_comes_back_as_what_it_was(SealKind kind, SealKind door)
    {
        var shown = SealTag.Show(Seal(kind), door);

        SealTag.IsForeign(shown.Escaped).ShouldBeTrue();
        var read = SealTag.Read(shown, door).ShouldNotBeNull();
        read.Kind.ShouldBe(kind);
        read.ItemId.ShouldBe("rs_1");
        Text(read.Value).ShouldBe("c2VhbA==");
    }

    [Fact]
    public void Reasoning_without_a_seal_comes_back_without_one()
    {
        var shown = SealTag.Show(null, SealKind.AnthropicSignature);

        shown.IsEmpty.ShouldBeFalse();
        SealTag.IsForeign(shown.Escaped).ShouldBeTrue();
        SealTag.Read(shown, SealKind.AnthropicSignature).ShouldBeNull();
        SealTag.Read(JsonText.Empty, SealKind.AnthropicSignature).ShouldBeNull();
    }

    private static ReasoningSeal Seal(SealKind kind) => new(kind, JsonText.Of("c2VhbA==")) { ItemId = "rs_1" };

    private static string Text(JsonText text) => Encoding.UTF8.GetString(text.Escaped);
}
