using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.Views;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Http.HttpResults;

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
            .WithDescription("The field invite_url contains the link; only this response contains it. It works once, for that address, for 7 days.");
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
        var members = await tenancy.ListMembersAsync(me.Tenant.Id, cancellationToken);
        var month = await usage.BreakDownAsync(UsageWindow.MonthOf(me.Tenant.Id, time.GetUtcNow()), [UsageGroup.Member], cancellationToken);
        var spend = month.ToDictionary(static row => row.Group[0], static row => row.Sums.Cost, StringComparer.Ordinal);
        var open = await invitations.ListAsync(me.Member, cancellationToken);
        return TypedResults.Ok(new MembersView(
            [.. members.Select(member => MemberView.Of(member, spend.GetValueOrDefault(member.Id.ToString())))],
            [.. open.Select(InvitationView.Of)]));
    }

    private static async Task<Results<Created<InvitationView>, ProblemHttpResult>> InviteAsync(
        HttpRequest request, SignedIn me, JsonBody<InvitationRequest> body, Invitations invitations, CancellationToken cancellationToken) =>
        (await invitations.InviteAsync(me.Member, body.Input, cancellationToken)).TryGet(out var issued, out var error)
            ? TypedResults.Created((string?)null, InvitationView.Of(issued, $"{request.Scheme}://{request.Host}"))
            : Problems.Of(error);

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
        return error is null ? TypedResults.NoContent() : Problems.Of(error);
    }
}
