using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>Sets the monthly caps and the rate limits of members. Only owners and admins may.</summary>
internal sealed class MemberSettings(ITenancyStore store)
{
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
        if (!actor.Role.Manages()) return new RequestError.Forbidden("Only owners and admins of the team set caps.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var cap = input.Request.MonthlyUsd.Value is { } usd ? new Cap(NanoUsd.FromUsd(usd), input.Request.OnReach ?? CapAction.Block) : null;
        return await UpdateAsync(actor, id, version, member => member with { Cap = cap }, cancellationToken);
    }

    /// <summary>Changes the rate limits.</summary>
    /// <inheritdoc cref="SetCapAsync"/>
    public async Task<Result<Member, RequestError>> SetRatesAsync(
        Member actor, MemberId id, long? version, Input<MemberChange> input, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new RequestError.Forbidden("Only owners and admins of the team set the rate limits of members.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var change = input.Request;
        return await UpdateAsync(
            actor, id, version, member => member with { Rates = member.Rates.With(change.Rpm, change.Tpm, change.Concurrency) }, cancellationToken);
    }

    private async Task<Result<Member, RequestError>> UpdateAsync(
        Member actor, MemberId id, long? version, Func<Member, Member> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var members = await store.ListMembersAsync(actor.TenantId, cancellationToken);
            if (members.FirstOrDefault(member => member.Id == id) is not { } stored) return new RequestError.NotFound("The team has no such member.");
            if (version is { } read && read != stored.Version) return RequestError.Conflict.OfVersion("member", stored.Version);

            var changed = change(stored) with { Version = stored.Version + 1 };
            if (await store.UpdateMemberAsync(changed, cancellationToken)) return changed;
        }
    }
}
