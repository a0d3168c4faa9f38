using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/tenant/members</c>: the members of the caller's team, and its invitations.</summary>
internal static class MembersApi
{
    internal static void MapMembers(this RouteGroupBuilder api)
    {
        var members = api.MapGroup("/tenant/members").WithTags("Team");
        members.MapGet("", ListAsync)
            .WithSummary("List members")
            .WithDescription("Each with the month's spend (UTC) and cap, and the open invitations.");
        members.MapPost("", InviteAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Invite a member")
            .WithDescription("The field invite_url contains the link; only this response contains it. It works once, for that address, for 7 days. If the operator has set up e-mail and your address is verified, it is mailed too.");
        members.MapPatch("/{id}", ChangeAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Change a member's role and rate limits")
            .WithDescription("Rate limits apply to all keys of the member together. Absent fields keep their value; null removes a limit. Owners and admins change them; only "
                + "owners change owners and admins and make others owner or admin. A team always has an owner. A member who becomes viewer or billing loses all keys. "
                + "With If-Match and the version of the member as an entity tag, a change that someone else made meanwhile is not overwritten: the call "
                + "fails with 409.");
        members.MapDelete("/{id}", RemoveAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Remove a member or revoke an invitation")
            .WithDescription("Depends on the kind of id. A removed member's keys are revoked within one second; their usage stays.");
    }

    private static async Task<Ok<MembersView>> ListAsync(
        SignedIn me, ITenancyStore tenancy, Invitations invitations, IUsageQueries usage, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var members = await tenancy.ListMembersAsync(me.Team.Id, cancellationToken);
        var spend = await ReadSpendAsync(me.Team.Id, usage, time, cancellationToken);
        var open = await invitations.ListAsync(me.Member, cancellationToken);
        return TypedResults.Ok(new MembersView(
            [.. members.Select(member => MemberView.From(member, spend.GetValueOrDefault(member.Id.ToString())))],
            [.. open.Select(InvitationView.From)]));
    }

    private static async Task<Results<Created<InvitationView>, ProblemHttpResult>> InviteAsync(
        HttpRequest request, SignedIn me, JsonBody<InvitationRequest> body, Invitations invitations, InvitationMails mails, CancellationToken cancellationToken)
    {
        if (!(await invitations.InviteAsync(me.Member, body.Input, cancellationToken)).TryGet(out var issued, out var error)) return Problems.From(error);
        await mails.SendAsync(me.Member, issued, cancellationToken);
        var link = mails.LinkOf(issued, $"{request.Scheme}://{request.Host}");
        return TypedResults.Created((string?)null, InvitationView.From(issued.Invitation) with { InviteUrl = link });
    }

    private static async Task<Results<Ok<MemberView>, ProblemHttpResult>> ChangeAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpResponse response, SignedIn me, JsonBody<MemberChange> body, MemberSettings settings,
        IUsageQueries usage, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!MemberId.TryParse(id, out var member)) return Problems.NotFound("The team has no such member.");
        var result = await settings.ChangeAsync(me.Member, member, EntityTags.VersionOf(ifMatch), body.Input, cancellationToken);
        if (!result.TryGet(out var changed, out var error)) return Problems.From(error);
        EntityTags.Set(response, changed.Version);
        var spend = await ReadSpendAsync(me.Team.Id, usage, time, cancellationToken);
        return TypedResults.Ok(MemberView.From(changed, spend.GetValueOrDefault(changed.Id.ToString())));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, SignedIn me, MemberRemoval removal, Invitations invitations, CancellationToken cancellationToken)
    {
        RequestError? error;
        if (InvitationId.TryParse(id, out var invitation))
            error = (await invitations.RevokeAsync(me.Member, invitation, cancellationToken)).Error;
        else if (MemberId.TryParse(id, out var member))
            error = (await removal.RemoveAsync(me.Member, member, cancellationToken)).Error;
        else
            error = new RequestError.NotFound("The team has no such member or invitation.");
        return error is null ? TypedResults.NoContent() : Problems.From(error);
    }

    /// <summary>What each member spent this month (UTC), by the member's id.</summary>
    private static async Task<Dictionary<string, NanoUsd>> ReadSpendAsync(
        TeamId team, IUsageQueries usage, TimeProvider time, CancellationToken cancellationToken)
    {
        var month = await usage.BreakDownAsync(UsageWindow.MonthOf(team, time.GetUtcNow()), [UsageDimensions.Member], cancellationToken);
        return month.ToDictionary(static row => row.Group[0], static row => row.Sums.Cost, StringComparer.Ordinal);
    }
}
