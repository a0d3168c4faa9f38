using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>Finds the team for which a person who signs in acts: the one of an invitation, the one that they name, or their oldest one.</summary>
internal sealed class SignInTeam(SignedInResolver resolver, TeamCreation creation, InvitationAcceptance joining, SignUpPolicy policy)
{
    private const string NoTeam = "This account is in no team. Ask an owner or admin of a team for an invitation.";

    /// <summary>The team of an invitation, or without one the account's oldest team.</summary>
    public async Task<Result<SignedIn, RequestError>> EnterAsync(PortalUser user, Secret? invitation, CancellationToken cancellationToken)
    {
        var who = await resolver.FindAsync(user.UserId, cancellationToken);
        if (invitation is not null)
        {
            // A member who opens their used invitation again signs in.
            if (who is not null && await joining.FindAsync(invitation, cancellationToken) is null) return who;
            if (!(await JoinAsync(user, invitation, cancellationToken)).TryGet(out var team, out var refused)) return refused;
            who = await resolver.FindAsync(user.UserId, team, cancellationToken);
        }
        else if (who is null)
        {
            // A sign-up was interrupted, or the account was removed from its last team.
            if (policy.Mode is not SignUpMode.Open) return new RequestError.Forbidden(NoTeam);
            var founded = await creation.CreateAsync(user, name: null, cancellationToken);
            who = await resolver.FindAsync(user.UserId, founded.Id, cancellationToken);
        }

        return who ?? throw new InvalidOperationException("The team that was just stored cannot be found.");
    }

    /// <summary>The team that the request names.</summary>
    public async Task<Result<SignedIn, RequestError>> EnterAsync(PortalUser user, string team, CancellationToken cancellationToken) =>
        TeamId.TryParse(team, out var id) && await resolver.FindAsync(user.UserId, id, cancellationToken) is { } who ? who : new RequestError.Forbidden(TeamMemberships.NotMember);

    /// <summary>Adds an account to the team of an invitation, unless it is a member already.</summary>
    /// <returns>The team.</returns>
    public async Task<Result<TeamId, RequestError>> JoinAsync(PortalUser user, Secret token, CancellationToken cancellationToken)
    {
        if (await joining.FindAsync(token, cancellationToken) is not { } open) return new RequestError.Forbidden(InvitationAcceptance.Gone);
        if (await resolver.FindAsync(user.UserId, open.Team.Id, cancellationToken) is not null) return open.Team.Id;
        if (!open.Invitation.IsFor(user.Email!)) return new RequestError.Forbidden($"This invitation is for {open.Invitation.Email}, not for {user.Email}.");
        return await joining.JoinAsync(open.Invitation, user.UserId, cancellationToken) ? open.Team.Id : new RequestError.Forbidden(InvitationAcceptance.Gone);
    }
}
