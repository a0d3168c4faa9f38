using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Tenancy;

[Trait("Promise", "P-12")]
public sealed class MemberRemovalTests
{
    private readonly TestTeam team = new();
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

        (outcome.Error is null).ShouldBe(may);
        team.Store.Members.Count.ShouldBe(may ? 3 : 4);
        if (!may) outcome.Error.ShouldBeOfType<RequestError.Forbidden>();
    }

    [Fact]
    public async Task The_last_owner_cannot_be_removed()
    {
        var outcome = await removal.RemoveAsync(team.Owner, team.Owner.Id, Token);

        outcome.Error.ShouldBeOfType<RequestError.Invalid>().Errors["id"].ShouldHaveSingleItem().ShouldContain("last owner");
    }

    [Fact]
    public async Task A_member_of_another_team_is_not_found()
    {
        var stranger = new TestTeam(team.Store).Member;

        (await removal.RemoveAsync(team.Owner, stranger.Id, Token)).Error.ShouldBeOfType<RequestError.NotFound>();
    }
}
