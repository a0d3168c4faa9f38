using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>
/// Removes people from a team. Only owners and admins may; only an owner removes an owner, and the last owner cannot be removed.
/// </summary>
internal sealed class MemberRemoval(ITenancyStore store, TimeProvider time)
{
    public const string OnlyOwner = "You are the only owner of the team and cannot leave it. Make another member an owner first, or delete the team.";

    /// <summary>Removes a member and permanently revokes their keys. Their usage stays in the team's totals.</summary>
    /// <returns>The removed member.</returns>
    public async Task<Result<Member, RequestError>> RemoveAsync(Member actor, MemberId id, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new RequestError.Forbidden("Only owners and admins of the team remove members.");

        var members = await store.ListMembersAsync(actor.TeamId, cancellationToken);
        if (members.FirstOrDefault(member => member.Id == id) is not { } leaver)
            return new RequestError.NotFound("The team has no such member.");
        if (leaver.Role is Role.Owner && actor.Role is not Role.Owner)
            return new RequestError.Forbidden("Only an owner of the team removes an owner.");

        return await store.RemoveMemberAsync(actor.TeamId, id, time.GetUtcNow(), cancellationToken) ? leaver : NotRemoved(leaver);
    }

    /// <summary>Removes the caller from their team and permanently revokes their keys. The caller's password was checked.</summary>
    public async Task<RequestError?> LeaveAsync(Member actor, CancellationToken cancellationToken) =>
        await store.RemoveMemberAsync(actor.TeamId, actor.Id, time.GetUtcNow(), cancellationToken)
            ? null
            : new RequestError.Conflict(OnlyOwner);

    private static RequestError NotRemoved(Member leaver) => leaver.Role is Role.Owner
        ? new RequestError.Invalid(new ValidationErrors().Add("id", "The team's last owner cannot be removed."))
        : new RequestError.NotFound("The team no longer has this member.");
}
