using System.Collections.Immutable;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Identity;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts;

/// <summary>The teams of a signed-in person: lists and creates them, joins one by invitation, and lets a session act for another one.</summary>
internal sealed class TeamMemberships(
    ITenancyStore tenancy, SignedInResolver resolver, TeamCreation creation, SignInTeam entry, Operators operators, SignInSessions sessions, UserManager<PortalUser> users, SignUpPolicy policy)
{
    /// <summary>The most teams that a person can be in and still create another one.</summary>
    public const int Max = 20;

    public const string NotMember = "You are not in this team.";

    /// <summary>The oldest membership first.</summary>
    public async Task<ImmutableArray<TeamMembership>> ListAsync(UserId user, CancellationToken cancellationToken)
    {
        var teams = ImmutableArray.CreateBuilder<TeamMembership>();
        foreach (var member in await tenancy.ListMembershipsAsync(user, cancellationToken))
        {
            if (await tenancy.FindTeamAsync(member.TeamId, cancellationToken) is { } team)
                teams.Add(new TeamMembership(member, team));
        }

        return teams.ToImmutable();
    }

    /// <summary>Why the person cannot create a team; null if they can.</summary>
    public async Task<RequestError?> FindObstacleAsync(UserId user, CancellationToken cancellationToken)
    {
        if (policy.Mode is not SignUpMode.Open && !await operators.IncludeAsync(user, cancellationToken))
            return new RequestError.Forbidden("Only the operator creates teams on this installation. Ask an owner or admin of a team for an invitation.");
        return (await tenancy.ListMembershipsAsync(user, cancellationToken)).Length >= Max
            ? new RequestError.Conflict($"You are in {Max} teams. Leave one before you create another.")
            : null;
    }

    /// <summary>Creates a team that the person owns.</summary>
    public async Task<Result<TeamId, RequestError>> CreateAsync(UserId user, string name, CancellationToken cancellationToken)
    {
        if (await FindObstacleAsync(user, cancellationToken) is { } obstacle) return obstacle;
        return (await creation.CreateAsync(await FindAccountAsync(user), name, cancellationToken)).Id;
    }

    /// <summary>Joins the team of an invitation.</summary>
    public async Task<Result<TeamId, RequestError>> JoinAsync(UserId user, Secret invitation, CancellationToken cancellationToken) =>
        await entry.JoinAsync(await FindAccountAsync(user), invitation, cancellationToken);

    /// <summary>Lets a session act for another team of its person; false if they are not in it.</summary>
    public async Task<bool> SwitchAsync(SignInClaims claims, TeamId team, CancellationToken cancellationToken) =>
        await resolver.FindAsync(claims.User, team, cancellationToken) is not null && await sessions.SwitchAsync(claims, team, cancellationToken);

    private async Task<PortalUser> FindAccountAsync(UserId user) =>
        await users.FindByIdAsync(user.Value.ToString()) ?? throw new InvalidOperationException("The account of a live session exists.");
}

/// <summary>A membership, with its team.</summary>
internal sealed record TeamMembership(Member Member, Team Team);
