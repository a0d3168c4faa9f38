using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>A team with one member of each role, in an in-memory store.</summary>
internal sealed class TestTeam
{
    private static readonly DateTimeOffset CreatedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TestTeam(InMemoryTenancyStore? store = null)
    {
        Store = store ?? new InMemoryTenancyStore();
        Team = new Team { Id = TeamId.New(CreatedAt), Name = "Team", CreatedAt = CreatedAt };
        Store.Teams.Add(Team);
        (Owner, Admin, Member, Viewer) = (Add(Role.Owner), Add(Role.Admin), Add(Role.Member), Add(Role.Viewer));
    }

    public InMemoryTenancyStore Store { get; }

    public Team Team { get; }

    public Member Owner { get; }

    public Member Admin { get; }

    public Member Member { get; }

    public Member Viewer { get; }

    public Member this[string role] => Store.Members.Single(member => member.TeamId == Team.Id && member.Role.ToString() == role);

    private Member Add(Role role)
    {
        var member = new Member
        {
            Id = MemberId.New(CreatedAt),
            TeamId = Team.Id,
            UserId = UserId.New(CreatedAt),
            Email = $"{role}@example.com",
            Role = role,
            JoinedAt = CreatedAt,
        };
        Store.Members.Add(member);
        return member;
    }
}
