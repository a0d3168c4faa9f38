namespace JusInfer.Portal.Tenancy;

/// <summary>Deletes teams. Only their owners may.</summary>
internal sealed class TeamDeletion(ITenancyStore store, TimeProvider time)
{
    /// <summary>Removes all members and permanently revokes all keys. The caller has checked the owner's password.</summary>
    public async Task<RequestError?> DeleteAsync(Member actor, CancellationToken cancellationToken)
    {
        if (actor.Role is not Role.Owner) return new RequestError.Forbidden("Only owners delete their team.");
        return await store.DeleteTeamAsync(actor.TeamId, time.GetUtcNow(), cancellationToken)
            ? null
            : new RequestError.NotFound("This team has been deleted already.");
    }
}
