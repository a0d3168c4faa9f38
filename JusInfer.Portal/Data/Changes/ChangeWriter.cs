using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Changes;

/// <summary>
/// Writes changes that other parts of the process and other nodes react to. Each change and its announcement to other nodes are one
/// transaction; this process is notified after the commit.
/// </summary>
internal sealed class ChangeWriter(IDbContextFactory<PortalDbContext> contexts, ChangeFeed feed)
{
    /// <summary>
    /// Runs a write to teams, members, invitations, keys and sessions, which returns the number of changed rows, and announces it as
    /// <see cref="ChangeTopic.Access"/>.
    /// </summary>
    /// <returns>False, without a notification, if no row changed.</returns>
    public Task<bool> WriteAsync(TeamId team, Func<PortalDbContext, Task<int>> write, CancellationToken cancellationToken) =>
        WriteAsync(team, [ChangeTopic.Access], write, cancellationToken);

    /// <summary>Runs a write that returns the number of changed rows, and announces it.</summary>
    /// <returns>False, without a notification, if no row changed.</returns>
    public Task<bool> WriteAsync(TeamId team, IEnumerable<ChangeTopic> topics, Func<PortalDbContext, Task<int>> write, CancellationToken cancellationToken) =>
        WriteAsync(async context => await write(context) == 0 ? [] : [.. topics.Select(topic => new StoreChange(topic, team))], cancellationToken);

    /// <summary>Runs a write that returns what it changed, and announces it.</summary>
    /// <returns>False, without a notification, if it changed nothing.</returns>
    public async Task<bool> WriteAsync(Func<PortalDbContext, Task<IReadOnlyCollection<StoreChange>>> write, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var changes = await write(context);
        if (changes.Count == 0) return false;
        await feed.AnnounceAsync(context, changes, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var change in changes) feed.Publish(change);
        return true;
    }
}
