using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>
/// Finds the team of an authenticated account: the one it is a member of, or the one it is invited to. An account belongs to one team at a
/// time.
/// </summary>
internal sealed class TeamEntry(SignedInResolver resolver, TeamFounder founder, Joining joining, AccountsOptions options)
{
    private const string NoTeam = "This account is in no team. Ask an owner or admin of a team for an invitation.";

    public async Task<Result<SignedIn, RequestError>> EnterAsync(PortalUser user, Secret? invitation, CancellationToken cancellationToken)
    {
        var who = await resolver.ResolveAsync(user.UserId, cancellationToken);
        var refusal = invitation is null
            ? await SettleAsync(user, who, cancellationToken)
            : await JoinAsync(user, who, invitation, cancellationToken);
        if (refusal is not null) return new RequestError.Forbidden(refusal);

        who ??= await resolver.ResolveAsync(user.UserId, cancellationToken);
        return who ?? throw new InvalidOperationException("The team that was just stored cannot be found.");
    }

    /// <summary>
    /// Makes a team for an account without one: the process was killed between the two halves of its sign-up, or the account was removed
    /// from its team. Where sign-up is not open, an account alone is no right to a team.
    /// </summary>
    private async Task<string?> SettleAsync(PortalUser user, SignedIn? who, CancellationToken cancellationToken)
    {
        if (who is not null) return null;
        if (options.SignUp is not SignUpMode.Open) return NoTeam;
        await founder.FoundAsync(user, name: null, cancellationToken);
        return null;
    }

    private async Task<string?> JoinAsync(PortalUser user, SignedIn? who, Secret token, CancellationToken cancellationToken)
    {
        // Whoever follows their used link once more is let in where they belong.
        if (await joining.FindAsync(token, cancellationToken) is not { } open) return who is null ? Joining.Gone : null;
        if (who is not null) return who.Tenant.Id == open.Tenant.Id ? null : InAnother(who);
        if (!open.Invitation.IsFor(user.Email!)) return $"This invitation is for {open.Invitation.Email}, not for {user.Email}.";
        return await joining.JoinAsync(open.Invitation, user.UserId, cancellationToken) ? null : Joining.Gone;
    }

    /// <summary>Why someone who has a team cannot join a second one.</summary>
    public static string InAnother(SignedIn who) =>
        $"{who.Email} is in the team “{who.Tenant.Name}”, and an account belongs to one team. Ask for an invitation to another "
        + "e-mail address.";
}
