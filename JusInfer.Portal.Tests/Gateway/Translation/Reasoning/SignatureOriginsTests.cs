using System.Globalization;
using System.Text;
using JusInfer.Portal.Gateway.Translation.Reasoning;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

public sealed class SignatureOriginsTests
{
    private static readonly TeamId Team = TeamId.New(DateTimeOffset.UnixEpoch);
    private static readonly ReasoningMaker Maker = new("openai", "gpt-5");

    private readonly SignatureOrigins origins = new();

    [Theory]
    [InlineData("gAA/B+=", """gAA\/B+=""")]
    [InlineData("gAA/B+=", """gAA/B\u002B=""")]
    public void A_client_may_escape_a_signature_differently(string received, string sent)
    {
        origins.AddMaker(KeyOf(received), Maker);

        origins.Find(KeyOf(sent)).Maker.ShouldBe(Maker);
    }

    [Fact]
    public void The_signatures_of_another_team_are_unknown()
    {
        origins.AddMaker(KeyOf("gAAA"), Maker);

        origins.Find(SignatureOrigins.KeyOf(TeamId.New(DateTimeOffset.UnixEpoch), "gAAA"u8)).ShouldBe(default);
    }

    [Fact]
    public void A_rejection_does_not_change_the_maker()
    {
        origins.AddMaker(KeyOf("gAAA"), Maker);
        origins.AddRejection(KeyOf("gAAA"), "azure");
        origins.AddRejection(KeyOf("gBBB"), "azure");

        origins.Find(KeyOf("gAAA")).ShouldBe(new SignatureOrigin(Maker, "azure"));
        origins.Find(KeyOf("gBBB")).ShouldBe(new SignatureOrigin(null, "azure"));
    }

    [Fact]
    public void The_signatures_that_were_not_used_for_longest_are_dropped()
    {
        origins.AddMaker(KeyOf("unused"), Maker);
        origins.AddMaker(KeyOf("used"), Maker);
        for (var i = 0; i < 2 * SignatureOrigins.MaxEntries; i++)
        {
            if (i == SignatureOrigins.MaxEntries) origins.Find(KeyOf("used")).Maker.ShouldBe(Maker);
            origins.AddMaker(KeyOf(i.ToString(CultureInfo.InvariantCulture)), Maker);
        }

        origins.Find(KeyOf("unused")).Maker.ShouldBeNull();
        origins.Find(KeyOf("used")).Maker.ShouldBe(Maker);
    }

    private static UInt128 KeyOf(string escaped) => SignatureOrigins.KeyOf(Team, Encoding.UTF8.GetBytes(escaped));
}
