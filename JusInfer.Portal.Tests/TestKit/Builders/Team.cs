using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>A team with one member of every role, in a store in memory.</summary>
internal sealed class Team
{
    private static readonly DateTimeOffset Founded = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Team(InMemoryTenancyStore? store = null)
    {
        Store = store ?? new InMemoryTenancyStore();
        Tenant = new Tenant { Id = TenantId.New(Founded), Name = "Team", CreatedAt = Founded };
        Store.Tenants.Add(Tenant);
        (Owner, Admin, Member, Viewer) = (Join(Role.Owner), Join(Role.Admin), Join(Role.Member), Join(Role.Viewer));
    }

    public InMemoryTenancyStore Store { get; }

    public Tenant Tenant { get; }

    public Member Owner { get; }

    public Member Admin { get; }

    public Member Member { get; }

    public Member Viewer { get; }

    public Member this[string role] => Store.Members.Single(member => member.TenantId == Tenant.Id && member.Role.ToString() == role);

    private Member Join(Role role)
    {
        var member = new Member
        {
            Id = MemberId.New(Founded),
            TenantId = Tenant.Id,
            UserId = UserId.New(Founded),
            Email = $"{role}@example.com",
            Role = role,
            JoinedAt = Founded,
        };
        Store.Members.Add(member);
        return member;
    }
}
