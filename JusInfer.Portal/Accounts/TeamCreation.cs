using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>Creates teams.</summary>
internal sealed class TeamCreation(ITenancyStore tenancy, TimeProvider time)
{
    /// <summary>Creates a team that a stored user owns. Without a name, its display name is derived from the e-mail address.</summary>
    public async Task<Team> CreateAsync(PortalUser user, string? name, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var email = user.Email!;
        var teamName = string.IsNullOrWhiteSpace(name) ? $"Team {email[..email.IndexOf('@', StringComparison.Ordinal)]}" : name.Trim();
        var team = new Team { Id = TeamId.New(now), Name = teamName, CreatedAt = now };
        var owner = new Member
        {
            Id = MemberId.New(now),
            TeamId = team.Id,
            UserId = user.UserId,
            Email = email,
            Role = Role.Owner,
            JoinedAt = now,
        };
        await tenancy.AddTeamAsync(team, owner, cancellationToken);
        return team;
    }
}
