using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.Views;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/tenant</c>: the caller's team and its members' caps.</summary>
internal static class TenantApi
{
    private static readonly BodyShape CapShape = new(
        new Field(
            "monthly_usd", FieldKind.Money, "The most the member may spend in a calendar month (UTC), 0 to 1000000; null lifts the cap."),
        new Field(
            "on_reach",
            FieldKind.Text,
            "What happens to a call at the cap: block (where absent) or economy, which takes the cheapest capable model."));

    internal static void MapTenant(this RouteGroupBuilder api)
    {
        var tenant = api.MapGroup("/tenant").WithTags("Team");
        tenant.MapGet("", (SignedIn me) => Results.Ok(TenantView.Of(me))).Gives<TenantView>()
            .Saying("Your team", "The team that the access token acts in, and the caller's place in it.");
        tenant.MapPost("/members/{id}/cap", SetCapAsync).Takes(CapShape).Gives<CapView>().MayForbid().MayMiss()
            .Saying(
                "Cap a member's spend",
                "A soft monthly limit: the call that crosses it is finished, the next one is refused. Owners and admins set it.");
    }

    private static async Task<IResult> SetCapAsync(string id, SignedIn me, Body body, MemberCaps caps, CancellationToken cancellationToken)
    {
        if (!MemberId.TryParse(id, out var member)) return Problems.Missing("The team has no such member.");
        if (!body.Has("monthly_usd")) body.Faults.AddUnreadable("monthly_usd", "monthly_usd is missing; null lifts the cap.");
        var reach = body.Text("on_reach");
        var onReach = reach is null ? OnReach.Block : Words.Parse<OnReach>(reach);
        if (onReach is null) body.Faults.AddUnreadable("on_reach", $"on_reach must be one of {Words.List<OnReach>()}.");

        var request = new CapRequest(body.Money("monthly_usd"), onReach ?? OnReach.Block) { Unreadable = body.Faults };
        return (await caps.SetAsync(me.Member, member, request, cancellationToken)).Answer(static cap => Results.Ok(CapView.Of(cap)));
    }
}
