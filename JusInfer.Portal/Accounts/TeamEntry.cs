using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Finds the team of an authenticated account: the one it is a member of, or the one it is invited to. An account belongs to one team at a
/// time.
/// </summary>
internal sealed class TeamEntry(SignedInResolver resolver, TeamFounder founder, Joining joining, SignUpPolicy policy)
{
    private const string NoTeam = "This account is in no team. Ask an owner or admin of a team for an invitation.";

    public async Task<Result<SignedIn, RequestError>> EnterAsync(PortalUser user, Secret? invitation, CancellationToken cancellationToken)
    {
        var who = await resolver.FindAsync(user.UserId, cancellationToken);
        var failure = invitation is null
            ? await CreateMissingTeamAsync(user, who, cancellationToken)
            : await JoinAsync(user, who, invitation, cancellationToken);
        if (failure is not null) return new RequestError.Forbidden(failure);

        who ??= await resolver.FindAsync(user.UserId, cancellationToken);
        return who ?? throw new InvalidOperationException("The team that was just stored cannot be found.");
    }

    /// <summary>
    /// Creates a team for an account without one: its sign-up was interrupted, or it was removed from its team. Only where sign-up is open.
    /// </summary>
    private async Task<string?> CreateMissingTeamAsync(PortalUser user, SignedIn? who, CancellationToken cancellationToken)
    {
        if (who is not null) return null;
        if (policy.Mode is not SignUpMode.Open) return NoTeam;
        await founder.FoundAsync(user, name: null, cancellationToken);
        return null;
    }

    private async Task<string?> JoinAsync(PortalUser user, SignedIn? who, Secret token, CancellationToken cancellationToken)
    {
        // A member who opens their used invitation again signs in to their team.
        if (await joining.FindAsync(token, cancellationToken) is not { } open) return who is null ? Joining.Gone : null;
        if (who is not null) return who.Tenant.Id == open.Tenant.Id ? null : AlreadyInTeam(who);
        if (!open.Invitation.IsFor(user.Email!)) return $"This invitation is for {open.Invitation.Email}, not for {user.Email}.";
        return await joining.JoinAsync(open.Invitation, user.UserId, cancellationToken) ? null : Joining.Gone;
    }

    /// <summary>Why a member of a team cannot join another.</summary>
    public static string AlreadyInTeam(SignedIn who) =>
        $"{who.Email} is in the team “{who.Tenant.Name}”, and an account belongs to one team. Ask for an invitation to another "
        + "e-mail address.";
}
