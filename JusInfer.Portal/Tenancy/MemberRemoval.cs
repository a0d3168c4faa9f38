namespace JusInfer.Portal.Tenancy;

/// <summary>Takes people out of a team. Owners and admins do; only an owner removes an owner, and the last owner stays.</summary>
internal sealed class MemberRemoval(ITenancyStore store, TimeProvider time)
{
    /// <summary>
    /// Removes a member and revokes their keys, for good; answers with who it was. Their usage stays in the team's figures.
    /// </summary>
    public async Task<Outcome<Member>> RemoveAsync(Member actor, MemberId id, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new Outcome<Member>.Forbidden("Only owners and admins of the team remove members.");

        var members = await store.ListMembersAsync(actor.TenantId, cancellationToken);
        if (members.FirstOrDefault(member => member.Id == id) is not { } leaver)
            return new Outcome<Member>.Missing("The team has no such member.");
        if (leaver.Role is Role.Owner && actor.Role is not Role.Owner)
            return new Outcome<Member>.Forbidden("Only an owner of the team removes an owner.");

        return await store.RemoveMemberAsync(actor.TenantId, id, time.GetUtcNow(), cancellationToken) ? leaver : RefusalFor(leaver);
    }

    private static Outcome<Member> RefusalFor(Member leaver) => leaver.Role is Role.Owner
        ? new Outcome<Member>.Invalid(new Faults().Add("id", "The team's last owner cannot be removed."))
        : new Outcome<Member>.Missing("The team has no such member any more.");
}
