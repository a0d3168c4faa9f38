using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Access;

/// <summary>
/// Every action of the portal's pages that is about an account, for every role and the operator, with what is their own and with what belongs to another member or to the
/// owner of another team. <see cref="PageActionsTests"/> compares the actions with the calls in the built components.
/// </summary>
public sealed class AccountActionsTests(AccountPortal portal) : IClassFixture<AccountPortal>
{
    private static readonly AccountAction[] Actions = [.. OwnAccountActions.All, .. CredentialActions.All.Select(static action => action with { IsSignedIn = false })];

    public static TheoryData<string> AllActions => [.. Actions.Select(static action => action.Call)];

    public static TheoryData<string> ActionsWithForeign => [.. Actions.Where(static action => action.DoWithForeignAsync is not null).Select(static action => action.Call)];

    [Theory, Trait("Promise", "P-12")]
    [MemberData(nameof(AllActions))]
    public async Task It_changes_the_own_account_and_no_other(string call)
    {
        var action = Find(call);
        await using var team = await PageTeam.CreateAsync(portal.Host.Services);
        await using var other = await PersonAsync(team, team.Other);
        await using var stranger = await PersonAsync(team, team.Stranger);
        await other.EquipAsync();
        await stranger.EquipAsync();
        var before = (await other.StateAsync(), await stranger.StateAsync());

        foreach (var (role, member) in team.Members)
            (await IsDoneAsync(member)).ShouldBe(action.Roles.Contains(role.ToString()[0], StringComparison.Ordinal), $"{role}");
        (await IsDoneAsync(await AccountPortal.NewOperatorAsync(team))).ShouldBe(action.IsForOperators, "operator");

        async Task<bool> IsDoneAsync(Member member)
        {
            await using var me = await PersonAsync(team, member);
            me.Open(action.IsSignedIn ? me.Claims : null);
            var done = await action.DoAsync(me);
            (await other.StateAsync(), await stranger.StateAsync()).ShouldBe(before, $"{member.Role}");
            return done;
        }
    }

    [Theory, Trait("Promise", "P-12")]
    [MemberData(nameof(ActionsWithForeign))]
    public async Task What_belongs_to_someone_else_is_of_no_use(string call)
    {
        var action = Find(call);
        await using var team = await PageTeam.CreateAsync(portal.Host.Services);
        foreach (var owner in new[] { team.Other, team.Stranger })
        {
            await using var other = await PersonAsync(team, owner);
            await other.EquipAsync();
            var before = await other.StateAsync();

            foreach (var member in team.Members.Values)
            {
                await using var me = await PersonAsync(team, await team.JoinAsync(member.TeamId, member.Role));
                me.Open(action.IsSignedIn ? me.Claims : null);
                (await action.DoWithForeignAsync!(me, other)).ShouldBeFalse($"{member.Role}");
                (await other.StateAsync()).ShouldBe(before, $"{member.Role}");
            }
        }
    }

    private static AccountAction Find(string call) => Actions.Single(action => action.Call == call);

    private Task<PagePerson> PersonAsync(PageTeam team, Member member) => PagePerson.CreateAsync(team, member, portal.Host.Services);
}
