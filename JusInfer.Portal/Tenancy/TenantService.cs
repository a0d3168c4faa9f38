using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>Changes the settings of a team. Only owners may.</summary>
internal sealed class TenantService(ITenancyStore store)
{
    public async Task<Result<Tenant, RequestError>> ChangeAsync(
        Member actor, Input<TenantChange> input, CancellationToken cancellationToken)
    {
        if (actor.Role is not Role.Owner) return new RequestError.Forbidden("Only owners of the team change its settings.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (await store.FindTenantAsync(actor.TenantId, cancellationToken) is not { } tenant)
            return new RequestError.NotFound("There is no such team.");

        var policy = input.Request.ApplyTo(tenant.Responses);
        await store.SetResponsePolicyAsync(tenant.Id, policy, cancellationToken);
        return tenant with { Responses = policy };
    }
}
