using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Tenancy;

[Trait("Promise", "P-12")]
public sealed class MemberRemovalTests
{
    private readonly Team team = new();
    private readonly MemberRemoval removal;

    public MemberRemovalTests() => removal = new MemberRemoval(team.Store, new ManualTime());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Owner", "Admin", true)]
    [InlineData("Admin", "Member", true)]
    [InlineData("Admin", "Owner", false)]
    [InlineData("Member", "Viewer", false)]
    [InlineData("Member", "Member", false)]
    [InlineData("Viewer", "Member", false)]
    public async Task Owners_and_admins_remove_but_no_admin_removes_an_owner(string actor, string leaver, bool may)
    {
        var outcome = await removal.RemoveAsync(team[actor], team[leaver].Id, Token);

        (outcome is Outcome<Member>.Done).ShouldBe(may);
        team.Store.Members.Count.ShouldBe(may ? 3 : 4);
        if (!may) outcome.ShouldBeOfType<Outcome<Member>.Forbidden>();
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        var outcome = await removal.RemoveAsync(team.Owner, team.Owner.Id, Token);

        outcome.ShouldBeOfType<Outcome<Member>.Invalid>().Faults["id"].ShouldHaveSingleItem().ShouldContain("last owner");
    }

    [Fact]
    public async Task A_member_of_another_team_is_missing()
    {
        var stranger = new Team(team.Store).Member;

        (await removal.RemoveAsync(team.Owner, stranger.Id, Token)).ShouldBeOfType<Outcome<Member>.Missing>();
    }
}
