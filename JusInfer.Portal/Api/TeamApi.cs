using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/tenant</c>: the caller's team, its settings and its members' caps.</summary>
internal static class TeamApi
{
    internal static void MapTeam(this RouteGroupBuilder api)
    {
        var team = api.MapGroup("/tenant").WithTags("Team");
        team.MapGet("", Get)
            .WithSummary("Get your team")
            .WithDescription("The team that the access token acts in, and the caller's role in it. The ETag is the team's version.");
        team.MapPatch("", ChangeAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Change your team's settings")
            .WithDescription("Fields that are absent keep their value; null removes a rate limit. Only owners may; admins may set the rate limits. Takes "
                + "effect within one second. The policy applies to keys that are minted or changed from then on, its models and addresses to all calls. The rules for automatic routing apply to all calls of jusInfer-auto. With If-Match and the ETag of the team, a change that someone else made meanwhile is not overwritten: "
                + "the call fails with 409.");
        team.MapPost("/members/{id}/cap", SetCapAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Cap a member's spend")
            .WithDescription("The most that the member may spend in a month (UTC). It is never exceeded. Owners and admins set it. If-Match works as in "
                + "a change of the member.");
    }

    private static Ok<TeamView> Get(HttpResponse response, SignedIn me)
    {
        EntityTags.Set(response, me.Team.Version);
        return TypedResults.Ok(TeamView.From(me.Team, me.Member));
    }

    private static async Task<Results<Ok<TeamView>, ProblemHttpResult>> ChangeAsync(
        [FromHeader(Name = "If-Match")] string? ifMatch, HttpResponse response, SignedIn me, JsonBody<TeamChange> body, TeamService teams,
        CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        CatalogModels.Check(body.Input.Errors, "policy.models", body.Input.Request.Policy.Or(null)?.Models.Or(null), catalog);
        if (body.Input.Request.Routing.Or(null) is { } routing)
        {
            CatalogModels.CheckBaseline(body.Input.Errors, "routing.baseline", routing.Baseline.Or(null), catalog);
            CatalogModels.Check(body.Input.Errors, "routing.allowed", routing.Allowed.Or(null), catalog);
            CatalogModels.Check(body.Input.Errors, "routing.preferred", routing.Preferred.Or(null), catalog);
        }

        var result = await teams.ChangeAsync(me.Member, EntityTags.VersionOf(ifMatch), body.Input, cancellationToken);
        if (!result.TryGet(out var changed, out var error)) return Problems.From(error);
        EntityTags.Set(response, changed.Version);
        return TypedResults.Ok(TeamView.From(changed, me.Member));
    }

    private static async Task<Results<Ok<CapView>, ProblemHttpResult>> SetCapAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpResponse response, SignedIn me, JsonBody<CapRequest> body, MemberSettings settings,
        CancellationToken cancellationToken)
    {
        if (!MemberId.TryParse(id, out var member)) return Problems.NotFound("The team has no such member.");
        var result = await settings.SetCapAsync(me.Member, member, EntityTags.VersionOf(ifMatch), body.Input, cancellationToken);
        if (!result.TryGet(out var changed, out var error)) return Problems.From(error);
        EntityTags.Set(response, changed.Version);
        return TypedResults.Ok(CapView.From(changed.Cap));
    }
}
