using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>
/// Sets the roles, monthly caps and rate limits of members. Owners and admins may, and billing sets caps; only an owner changes an owner. A team always has an
/// owner.
/// </summary>
internal sealed class MemberSettings(ITenancyStore store, IStepUpAuthentication stepUp)
{
    private const string OwnersOnly = "Only an owner of the team changes the role, cap or rate limits of an owner.";
    private const string OwnersGrant = "Only an owner of the team makes someone an owner or admin, or changes the role of an admin.";
    private const string LastOwner = "This is the team's last owner. Make another member an owner first.";

    /// <summary>Sets or removes a cap.</summary>
    /// <param name="actor">The caller.</param>
    /// <param name="id">The member.</param>
    /// <param name="version">The version that the caller has read; null changes any version.</param>
    /// <param name="input">The cap.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>The changed member.</returns>
    public async Task<Result<Member, RequestError>> SetCapAsync(
        Member actor, MemberId id, long? version, Input<CapRequest> input, CancellationToken cancellationToken)
    {
        if (!actor.Role.ManagesSpend()) return new RequestError.Forbidden("Only owners, admins and billing of the team set caps.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var cap = input.Request.MonthlyUsd.Value is { } usd ? new Cap(NanoUsd.FromUsd(usd), input.Request.OnReach ?? CapAction.Block) : null;
        return await UpdateAsync(actor, id, version, role: null, member => member with { Cap = cap }, cancellationToken);
    }

    /// <summary>Changes the role and the rate limits. A member whose new role has no keys loses them.</summary>
    /// <inheritdoc cref="SetCapAsync"/>
    public async Task<Result<Member, RequestError>> ChangeAsync(
        Member actor, MemberId id, long? version, Input<MemberChange> input, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new RequestError.Forbidden("Only owners and admins of the team change roles and rate limits of members.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var change = input.Request;
        return await UpdateAsync(
            actor,
            id,
            version,
            change.Role,
            member => member with { Role = change.Role ?? member.Role, Rates = member.Rates.With(change.Rpm, change.Tpm, change.Concurrency) },
            cancellationToken);
    }

    private static RequestError? CheckRole(Member actor, Member member, Role role, IEnumerable<Member> team)
    {
        if (role == member.Role) return null;
        if (actor.Role is not Role.Owner && (role.Manages() || member.Role.Manages())) return new RequestError.Forbidden(OwnersGrant);
        return member.Role is Role.Owner && team.Count(static other => other.Role is Role.Owner) == 1
            ? new RequestError.Invalid(new ValidationErrors().Add("role", LastOwner))
            : null;
    }

    private async Task<Result<Member, RequestError>> UpdateAsync(
        Member actor, MemberId id, long? version, Role? role, Func<Member, Member> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var members = await store.ListMembersAsync(actor.TeamId, cancellationToken);
            if (members.FirstOrDefault(member => member.Id == id) is not { } stored) return new RequestError.NotFound("The team has no such member.");
            if (!actor.Role.Outranks(stored.Role)) return new RequestError.Forbidden(OwnersOnly);
            if (role is { } next && CheckRole(actor, stored, next, members) is { } refused) return refused;
            var changed = change(stored) with { Version = stored.Version + 1 };
            if ((changed.Role != stored.Role || Cap.IsLifted(stored.Cap, changed.Cap))
                && await stepUp.CheckAsync(actor.UserId, cancellationToken) is { } required)
                return required;
            if (version is { } read && read != stored.Version) return RequestError.Conflict.OfVersion("member", stored.Version);
            if (await store.UpdateMemberAsync(changed, cancellationToken)) return changed;
        }
    }
}
