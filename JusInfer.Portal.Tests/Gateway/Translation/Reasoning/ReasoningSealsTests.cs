using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

public sealed class ReasoningSealsTests
{
    private static readonly TeamId Team = TeamId.New(DateTimeOffset.UnixEpoch);
    private static readonly ReasoningMaker Maker = new("azure-east", "gpt-5");

    private readonly ReasoningSeals seals = new(new ProtectedPayloads(new EphemeralDataProtectionProvider()));

    [Theory]
    [InlineData(ReasoningSignatureKind.AnthropicSignature, null)]
    [InlineData(ReasoningSignatureKind.AnthropicRedacted, null)]
    [InlineData(ReasoningSignatureKind.ResponsesEncrypted, "rs_1")]
    internal void A_sealed_signature_is_opened_to_the_original_with_its_maker(ReasoningSignatureKind kind, string? item)
    {
        var signature = new ReasoningSignature(kind, JsonText.OfEscaped("EqQB\\/+=="u8)) { ItemId = item };

        var seal = seals.Seal(Team, signature, Maker).Value;

        ReasoningSignatureTag.IsSeal(seal.Escaped).ShouldBeTrue();
        ReasoningSignatureTag.IsForeign(seal.Escaped).ShouldBeTrue();
        var opened = seals.Open(Team, seal.Escaped).ShouldNotBeNull();
        (opened.Kind, opened.ItemId, opened.Maker, opened.Value.Decode()).ShouldBe((kind, item, Maker, "EqQB/+=="));
    }

    [Fact]
    public void Another_team_cannot_open_it() =>
        seals.Open(TeamId.New(DateTimeOffset.UnixEpoch), seals.Seal(Team, Signature, Maker).Value.Escaped).ShouldBeNull();

    [Fact]
    public void A_compaction_is_not_opened_as_reasoning()
    {
        var protection = new EphemeralDataProtectionProvider();
        var compaction = new ProtectedPayloads(protection).Seal(Team, SealKind.Compaction, "[]"u8);

        new ReasoningSeals(new ProtectedPayloads(protection)).Open(Team, JsonText.From(compaction).Escaped).ShouldBeNull();
    }

    private static ReasoningSignature Signature => new(ReasoningSignatureKind.AnthropicSignature, JsonText.From("EqQB"));
}
