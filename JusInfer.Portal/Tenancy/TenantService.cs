using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>Changes the settings of a team. Only owners may.</summary>
internal sealed class TenantService(ITenancyStore store)
{
    public async Task<Result<Tenant, RequestError>> ChangeAsync(
        Member actor, Input<TenantChange> input, CancellationToken cancellationToken)
    {
        if (actor.Role is not Role.Owner) return new RequestError.Forbidden("Only owners of the team change its settings.");
        if (input.Request.TimeZone is { } zone && !IsTimeZone(zone))
            input.AddError(nameof(TenantChange.TimeZone), "{0} must be the IANA id of a time zone, such as Europe/Berlin or UTC.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (await store.FindTenantAsync(actor.TenantId, cancellationToken) is not { } tenant)
            return new RequestError.NotFound("There is no such team.");

        var changed = input.Request.ApplyTo(tenant);
        await store.UpdateTenantAsync(changed, cancellationToken);
        return changed;
    }

    private static bool IsTimeZone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId && zone.Id == id;
}
