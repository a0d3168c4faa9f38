using Bunit;
using JusInfer.Portal.Components.Developer.Team;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class TeamBoardTests : Bench
{
    [Fact, Trait("Promise", "P-10")]
    public void An_owner_caps_what_a_member_may_spend_in_a_month()
    {
        var board = Render<TeamBoard>();

        OpenCap(board, Team.Member);
        board.Find("#cap-usd").Change("25");
        board.Find("[role=dialog] form").Submit();

        CapOf(Team.Member).ShouldBe(new Cap(NanoUsd.FromUsd(25), OnReach.Block));
        board.WaitForAssertion(() => board.Markup.ShouldContain("of $25.00"));
    }

    [Fact, Trait("Promise", "P-10")]
    public void A_cap_may_turn_to_cheaper_models_instead_of_blocking()
    {
        var board = Render<TeamBoard>();

        OpenCap(board, Team.Member);
        board.Find("#cap-usd").Change("25");
        board.FindAll("input[type=radio]")[1].Change("on");
        board.Find("[role=dialog] form").Submit();

        CapOf(Team.Member)!.OnReach.ShouldBe(OnReach.Economy);
    }

    [Fact]
    public void An_empty_field_lifts_the_cap()
    {
        Set(Team.Member with { Cap = new Cap(NanoUsd.FromUsd(3.5m), OnReach.Block) });
        var board = Render<TeamBoard>();

        OpenCap(board, Team.Member);
        board.Find("#cap-usd").GetAttribute("value").ShouldBe("3.5");
        board.Find("#cap-usd").Change("");
        board.Find("[role=dialog] form").Submit();

        CapOf(Team.Member).ShouldBeNull();
    }

    [Theory]
    [InlineData("-3", "The cap must be from 0 to 1000000 USD.")]
    [InlineData("2000000", "The cap must be from 0 to 1000000 USD.")]
    [InlineData("much", "The cap must be an amount in US dollars, such as 25 or 12.50.")]
    public void A_cap_that_cannot_be_is_named_and_not_stored(string typed, string sentence)
    {
        var board = Render<TeamBoard>();

        OpenCap(board, Team.Member);
        board.Find("#cap-usd").Change(typed);
        board.Find("[role=dialog] form").Submit();

        board.Find("#cap-usd-fault").TextContent.ShouldBe(sentence);
        CapOf(Team.Member).ShouldBeNull();
    }

    [Fact]
    public void Whoever_lost_the_right_meanwhile_sets_no_cap()
    {
        SignIn(Team.Admin);
        var board = Render<TeamBoard>();
        OpenCap(board, Team.Member);
        Set(Team.Admin with { Role = Role.Member });

        board.Find("#cap-usd").Change("25");
        board.Find("[role=dialog] form").Submit();

        board.Find("[role=dialog] .notice").TextContent.ShouldContain("Only owners and admins");
        CapOf(Team.Member).ShouldBeNull();
    }

    [Fact, Trait("Promise", "P-11")]
    public async Task An_owner_sets_the_requests_per_minute_of_a_key()
    {
        await MintAsync("agent", Team.Member);
        var board = Render<TeamBoard>();

        board.Find("button[aria-label='Set limit of agent']").Click();
        board.WaitForElement("#limit-rpm").Change("30");
        board.Find("[role=dialog] form").Submit();

        KeyStore.ByHash.Values.Single().Limits.RequestsPerMinute.ShouldBe(30);
        board.Find("details").TextContent.ShouldContain("RATE_LIMIT");
    }

    [Fact]
    public async Task A_rate_of_nothing_is_named_and_not_stored()
    {
        await MintAsync("agent");
        var board = Render<TeamBoard>();

        board.Find("button[aria-label='Set limit of agent']").Click();
        board.WaitForElement("#limit-rpm").Change("0");
        board.Find("[role=dialog] form").Submit();

        board.Find("#limit-rpm-fault").TextContent.ShouldStartWith("Requests per minute must be a whole number from 1");
        KeyStore.ByHash.Values.Single().Limits.RequestsPerMinute.ShouldBe(600);
    }

    [Fact]
    public async Task A_key_revoked_meanwhile_is_said_to_be_so_in_the_dialog()
    {
        var key = await MintAsync("agent");
        var board = Render<TeamBoard>();
        board.Find("button[aria-label='Set limit of agent']").Click();
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow() }, CancellationToken.None);

        board.WaitForElement("#limit-rpm").Change("30");
        board.Find("[role=dialog] form").Submit();

        board.Find("[role=dialog] .notice").TextContent.ShouldContain("revoked for good");
        KeyStore.ByHash.Values.Single().Limits.RequestsPerMinute.ShouldBe(600);
    }

    [Theory, Trait("Promise", "P-12")]
    [InlineData("Owner", true)]
    [InlineData("Admin", true)]
    [InlineData("Member", false)]
    [InlineData("Viewer", false)]
    public async Task Only_owners_and_admins_are_offered_to_change_anything(string role, bool manages)
    {
        await MintAsync("agent", Team.Member);
        SignIn(Team[role]);

        var board = Render<TeamBoard>();

        (board.FindAll("tbody button").Count > 0).ShouldBe(manages);
        board.FindAll(".notice").Count.ShouldBe(manages ? 0 : 1);
    }

    [Fact, Trait("Promise", "P-12")]
    public async Task Each_member_stands_there_with_role_and_spend_against_the_cap()
    {
        Set(Team.Member with { Cap = new Cap(NanoUsd.FromUsd(0.02m), OnReach.Economy) });
        Call(await MintAsync("agent", Team.Member));

        var row = Render<TeamBoard>().FindAll("section")[0].QuerySelectorAll("tbody tr").Single(row => row.TextContent.Contains(Team.Member.Email));

        row.TextContent.ShouldContain("member");
        row.TextContent.ShouldContain("$0.020");
        row.TextContent.ShouldContain("100%");
        row.TextContent.ShouldContain("cheaper models");
        row.QuerySelector(".part.alarm").ShouldNotBeNull();
    }

    private static void OpenCap(IRenderedComponent<TeamBoard> board, Member member)
    {
        board.Find($"button[aria-label='Set cap of {member.Email}']").Click();
        board.WaitForElement("#cap-usd");
    }

    private Cap? CapOf(Member member) => Team.Store.Members.Single(stored => stored.Id == member.Id).Cap;

    private void Set(Member member) => Team.Store.Members[Team.Store.Members.FindIndex(stored => stored.Id == member.Id)] = member;
}
