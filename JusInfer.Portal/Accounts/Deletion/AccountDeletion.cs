using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts.Deletion;

/// <summary>Deletes accounts. The caller has checked the password of the person, or that an operator asks for it.</summary>
internal sealed class AccountDeletion(IAccountStore store, ITenancyStore tenancy, IOperatorStore operators, TimeProvider time)
{
    /// <summary>Why the account cannot be deleted; null if it can.</summary>
    public async Task<RequestError?> FindObstacleAsync(UserId user, CancellationToken cancellationToken)
    {
        if (await operators.IsOperatorAsync(user, cancellationToken))
            return new RequestError.Forbidden("This account is the operator of the installation and cannot be deleted.");
        var blocked = new List<string>();
        foreach (var membership in await tenancy.ListMembershipsAsync(user, cancellationToken))
        {
            if (membership.Role is not Role.Owner) continue;
            var others = (await tenancy.ListMembersAsync(membership.TeamId, cancellationToken)).Where(member => member.Id != membership.Id).ToList();
            if (others.Count > 0 && !others.Exists(static member => member.Role is Role.Owner))
                blocked.Add((await tenancy.FindTeamAsync(membership.TeamId, cancellationToken))?.Name ?? "");
        }

        return blocked.Count == 0
            ? null
            : new RequestError.Conflict(
                $"{string.Join(" and ", blocked)} would be left without an owner. "
                + "First make another member an owner, remove the other members, or delete the team.");
    }

    /// <summary>Deletes the account.</summary>
    public Task<RequestError?> DeleteAsync(UserId user, CancellationToken cancellationToken) =>
        DeleteNamedAsync(user, email: null, cancellationToken);

    /// <summary>Deletes the account, if it still has this address; null for any.</summary>
    public async Task<RequestError?> DeleteNamedAsync(UserId user, string? email, CancellationToken cancellationToken)
    {
        if (await FindObstacleAsync(user, cancellationToken) is { } obstacle) return obstacle;
        return await store.DeleteAsync(user, email, time.GetUtcNow(), cancellationToken)
            ? null
            : new RequestError.Conflict("The account or a team of it has changed meanwhile. Reload the page.");
    }
}
