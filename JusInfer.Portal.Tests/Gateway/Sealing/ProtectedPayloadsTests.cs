using System.Text;
using JusInfer.Portal.Gateway.Sealing;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Tests.Gateway.Sealing;

public sealed class ProtectedPayloadsTests
{
    private static readonly byte[] Content = "a summary of the session"u8.ToArray();

    private readonly ProtectedPayloads seals = new(new EphemeralDataProtectionProvider());
    private readonly TeamId team = TeamId.New(TimeProvider.System.GetUtcNow());

    [Fact]
    public void Its_own_team_can_open_a_seal() => Open(Seal()).ShouldBe(Content);

    [Fact]
    public void A_seal_does_not_show_its_content() => Seal().ShouldNotContain("summary");

    [Fact]
    public void A_seal_needs_no_escape_in_json() => Seal().ShouldAllBe(static character => char.IsAsciiLetterOrDigit(character) || ".-_".Contains(character));

    [Fact]
    public void Another_team_cannot_open_a_seal() => seals.Open(TeamId.New(TimeProvider.System.GetUtcNow()), SealKind.Compaction, Encoding.UTF8.GetBytes(Seal())).ShouldBeNull();

    [Fact]
    public void A_seal_of_another_kind_is_not_opened()
    {
        var reasoning = seals.Seal(team, SealKind.Reasoning, Content);

        Open(reasoning).ShouldBeNull();
        Open(reasoning.Replace(ProtectedPayloads.PrefixOf(SealKind.Reasoning), ProtectedPayloads.PrefixOf(SealKind.Compaction), StringComparison.Ordinal)).ShouldBeNull();
    }

    [Fact]
    public void A_seal_cannot_be_opened_without_its_key() =>
        new ProtectedPayloads(new EphemeralDataProtectionProvider()).Open(team, SealKind.Compaction, Encoding.UTF8.GetBytes(Seal())).ShouldBeNull();

    [Fact]
    public void A_seal_with_any_character_altered_cannot_be_opened()
    {
        var seal = Seal();
        for (var at = 0; at < seal.Length; at++)
        {
            var altered = seal.ToCharArray();
            altered[at] = altered[at] == 'A' ? 'B' : 'A';
            if (Open(new string(altered)) is { } content) Assert.Fail($"Character {at} was altered, and the seal gave {content.Length} bytes.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("jinf")]
    [InlineData("jinf.c1.")]
    [InlineData("jinf.c1.AAAA")]
    [InlineData("jinf.c1.not base64")]
    [InlineData("gAAAAABpH2xs")]
    public void Other_text_is_not_a_seal(string text) => Open(text).ShouldBeNull();

    private string Seal() => seals.Seal(team, SealKind.Compaction, Content);

    private byte[]? Open(string seal) => seals.Open(team, SealKind.Compaction, Encoding.UTF8.GetBytes(seal));
}
