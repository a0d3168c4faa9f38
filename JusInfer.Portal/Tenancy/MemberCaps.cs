using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>Sets the monthly caps of members. Only owners and admins may.</summary>
internal sealed class MemberCaps(ITenancyStore store)
{
    /// <summary>Sets or removes a cap.</summary>
    /// <returns>The cap that applies from now on; null if there is none.</returns>
    public async Task<Result<Cap?, RequestError>> SetAsync(
        Member actor, MemberId member, Input<CapRequest> input, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new RequestError.Forbidden("Only owners and admins of the team set caps.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var cap = input.Request.MonthlyUsd.Value is { } usd ? new Cap(NanoUsd.FromUsd(usd), input.Request.OnReach ?? CapAction.Block) : null;
        var found = await store.SetCapAsync(actor.TenantId, member, cap, cancellationToken);
        return found ? cap : new RequestError.NotFound("The team has no such member.");
    }
}
