namespace JusInfer.Portal.Tenancy;

/// <summary>A cap as a person asks for it.</summary>
/// <param name="MonthlyUsd">0 to a million; null lifts the cap.</param>
/// <param name="OnReach">What happens to a call at the cap.</param>
internal sealed record CapRequest(decimal? MonthlyUsd, OnReach OnReach = OnReach.Block)
{
    /// <summary>What of the input could not even be read, so that it is named together with everything else.</summary>
    public Faults? Unreadable { get; init; }
}

/// <summary>Sets what members may spend in a month. Owners and admins do.</summary>
internal sealed class MemberCaps(ITenancyStore store)
{
    /// <summary>Sets or lifts a cap; answers with the one that now stands, null where none does.</summary>
    public async Task<Outcome<Cap?>> SetAsync(Member actor, MemberId member, CapRequest request, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new Outcome<Cap?>.Forbidden("Only owners and admins of the team set caps.");

        var faults = new Faults(request.Unreadable);
        if (request.MonthlyUsd is { } usd) faults.CheckMonthly("monthly_usd", usd);
        if (!Enum.IsDefined(request.OnReach)) faults.Add("on_reach", "on_reach must be block or economy.");
        if (faults.Any) return new Outcome<Cap?>.Invalid(faults);

        var cap = request.MonthlyUsd is { } monthly ? new Cap(NanoUsd.FromUsd(monthly), request.OnReach) : null;
        var found = await store.SetCapAsync(actor.TenantId, member, cap, cancellationToken);
        return found ? new Outcome<Cap?>.Done(cap) : new Outcome<Cap?>.Missing("The team has no such member.");
    }
}
