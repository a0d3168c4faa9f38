using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.Views;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/tenant</c>: the caller's team, its settings and its members' caps.</summary>
internal static class TenantApi
{
    internal static void MapTenant(this RouteGroupBuilder api)
    {
        var tenant = api.MapGroup("/tenant").WithTags("Team");
        tenant.MapGet("", static (SignedIn me) => TypedResults.Ok(TenantView.Of(me.Tenant, me.Member)))
            .WithSummary("Get your team")
            .WithDescription("The team that the access token acts in, and the caller's role in it.");
        tenant.MapPatch("", ChangeAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Change your team's settings")
            .WithDescription("Fields that are absent keep their value. Only owners may. Takes effect within one second.");
        tenant.MapPost("/members/{id}/cap", SetCapAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Cap a member's spend")
            .WithDescription("The most that the member may spend in a month (UTC). It is never exceeded. Owners and admins set it.");
    }

    private static async Task<Results<Ok<TenantView>, ProblemHttpResult>> ChangeAsync(
        SignedIn me, JsonBody<TenantChange> body, TenantService tenants, CancellationToken cancellationToken) =>
        (await tenants.ChangeAsync(me.Member, body.Input, cancellationToken)).TryGet(out var changed, out var error)
            ? TypedResults.Ok(TenantView.Of(changed, me.Member))
            : Problems.Of(error);

    private static async Task<Results<Ok<CapView>, ProblemHttpResult>> SetCapAsync(
        string id, SignedIn me, JsonBody<CapRequest> body, MemberCaps caps, CancellationToken cancellationToken)
    {
        if (!MemberId.TryParse(id, out var member)) return Problems.NotFound("The team has no such member.");
        return (await caps.SetAsync(me.Member, member, body.Input, cancellationToken)).TryGet(out var cap, out var error)
            ? TypedResults.Ok(CapView.Of(cap))
            : Problems.Of(error);
    }
}
