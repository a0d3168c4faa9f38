using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Api.Views;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/tenant/members</c>: who is in the caller's team, who is invited, and who leaves.</summary>
internal static class MembersApi
{
    private static readonly BodyShape InviteShape = new(
        new Field("email", FieldKind.Text, "The address that the invitation is bound to.", Required: true),
        new Field("role", FieldKind.Text, "admin, member or viewer. Only an owner invites admins.", Required: true));

    internal static void MapMembers(this RouteGroupBuilder api)
    {
        var members = api.MapGroup("/tenant/members").WithTags("Team");
        members.MapGet("", ListAsync).Gives<MembersView>()
            .Saying("List members", "With what each spent this month (UTC), and their caps; beside them the open invitations.");
        members.MapPost("", InviteAsync).Takes(InviteShape).Gives<InvitationView>(StatusCodes.Status201Created).MayForbid()
            .Saying(
                "Invite a member",
                "The link in invite_url is in this answer and nowhere else. It works once, for that address, for seven days.");
        members.MapDelete("/{id}", RemoveAsync).Produces(StatusCodes.Status204NoContent).MayForbid().MayMiss()
            .Saying("Remove a member", "Their keys are revoked within a second; their usage stays. With an invitation's id, revokes that.");
    }

    private static async Task<IResult> ListAsync(
        SignedIn me, ITenancyStore tenancy, Invitations invitations, IUsageQueries usage, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var members = await tenancy.ListMembersAsync(me.Tenant.Id, cancellationToken);
        var month = await usage.BreakDownAsync(UsageWindow.MonthOf(me.Tenant.Id, time.GetUtcNow()), [UsageGroup.Member], cancellationToken);
        var spend = month.ToDictionary(static row => row.Group[0], static row => row.Sums.Cost, StringComparer.Ordinal);
        var open = await invitations.ListAsync(me.Member, cancellationToken);
        return Results.Ok(new MembersView(
            [.. members.Select(member => MemberView.Of(member, spend.GetValueOrDefault(member.Id.ToString())))],
            [.. open.Select(InvitationView.Of)]));
    }

    private static async Task<IResult> InviteAsync(
        HttpContext http, SignedIn me, Body body, Invitations invitations, CancellationToken cancellationToken)
    {
        var role = body.Text("role") is { } word ? Words.Parse<Role>(word) : null;
        var request = new InvitationRequest(body.Text("email"), role) { Unreadable = body.Faults };
        var origin = $"{http.Request.Scheme}://{http.Request.Host}";
        return (await invitations.InviteAsync(me.Member, request, cancellationToken)).Answer(
            issued => Results.Json(InvitationView.Of(issued, origin), statusCode: StatusCodes.Status201Created));
    }

    private static async Task<IResult> RemoveAsync(
        string id, SignedIn me, MemberRemoval removal, Invitations invitations, CancellationToken cancellationToken)
    {
        if (InvitationId.TryParse(id, out var invitation))
            return (await invitations.RevokeAsync(me.Member, invitation, cancellationToken)).Answer(static _ => Results.NoContent());
        if (!MemberId.TryParse(id, out var member)) return Problems.Missing("The team has no such member or invitation.");
        return (await removal.RemoveAsync(me.Member, member, cancellationToken)).Answer(static _ => Results.NoContent());
    }
}
