using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>Creates teams.</summary>
internal sealed class TeamCreation(ITenancyStore tenancy, TimeProvider time)
{
    /// <summary>Creates a team that a stored user owns. Without a name, its display name is derived from the e-mail address.</summary>
    public async Task<Tenant> CreateAsync(PortalUser user, string? name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var email = user.Email!;
        var team = string.IsNullOrWhiteSpace(name) ? $"Team {email[..email.IndexOf('@', StringComparison.Ordinal)]}" : name.Trim();
        var tenant = new Tenant { Id = TenantId.New(now), Name = team, CreatedAt = now };
        var owner = new Member
        {
            Id = MemberId.New(now),
            TenantId = tenant.Id,
            UserId = user.UserId,
            Email = email,
            Role = Role.Owner,
            JoinedAt = now,
        };
        await tenancy.AddTeamAsync(tenant, owner, cancellationToken);
        return tenant;
    }
}
