using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>The base of the contracts that every store fulfills on both databases: a store, and teams to put into it.</summary>
public abstract class StoreContract
{
    protected static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    protected StoreContract(StoreFixture store)
    {
        if (store.Missing is { } component) Assert.Skip(component);
        Store = store;
    }

    protected StoreFixture Store { get; }

    private protected StoreNode Node => Store.Node;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected async Task<UserId> AddUserAsync(string? name = null)
    {
        var user = NewUser(name ?? $"{Guid.NewGuid():N}@example.com");
        var result = await Node.WithUsersAsync(users => users.CreateAsync(user, Cancellation));
        result.Succeeded.ShouldBeTrue(result.ToString());
        return user.UserId;
    }

    /// <summary>Adds a team with its owner and returns the owner.</summary>
    private protected async Task<Member> AddTeamAsync(UserId? user = null, DateTimeOffset? joined = null)
    {
        var at = joined ?? Noon;
        var team = new Team { Id = TeamId.New(at), Name = "Team", CreatedAt = at };
        var owner = NewOwner(team, user ?? await AddUserAsync(), at);
        await Node.Tenancy.AddTeamAsync(team, owner, Cancellation);
        return (await Node.Tenancy.ListMembersAsync(team.Id, Cancellation)).ShouldHaveSingleItem();
    }

    private protected static Member NewOwner(Team team, UserId user, DateTimeOffset joined) => new()
    {
        Id = MemberId.New(joined),
        TeamId = team.Id,
        UserId = user,
        Email = "",
        Role = Role.Owner,
        JoinedAt = joined,
    };

    private protected async Task<string> EmailOfAsync(Member member) =>
        (await Node.Tenancy.ListMembersAsync(member.TeamId, Cancellation)).Single(listed => listed.Id == member.Id).Email;

    private protected static PortalUser NewUser(string name) => new()
    {
        Id = UserId.New(Noon).Value,
        UserName = name,
        NormalizedUserName = name.ToUpperInvariant(),
        Email = name,
        NormalizedEmail = name.ToUpperInvariant(),
        CreatedAt = Noon,
    };

    /// <summary>Returns what a signal publishes while <paramref name="act"/> runs.</summary>
    private protected static async Task<List<T>> PublishedDuringAsync<T>(Signal<T> signal, Func<Task> act)
    {
        var published = new List<T>();
        using (signal.Subscribe(item =>
        {
            lock (published) published.Add(item);
        })) await act();
        return published;
    }
}
