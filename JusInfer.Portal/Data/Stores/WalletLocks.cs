using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Spending.Wallet;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Locks wallets until the end of the transaction. Every transaction that changes a team's money or allowances begins with this lock, so
/// that such transactions of one team run one after the other on all nodes.
/// </summary>
internal static class WalletLocks
{
    public static async Task<WalletRow> LockWalletAsync(this PortalDbContext context, TeamId team, CancellationToken cancellationToken) =>
        (await context.LockWalletsAsync([team], cancellationToken)).Single();

    /// <summary>Locks wallets in the given order and tracks their rows.</summary>
    /// <param name="context">A context with an open transaction.</param>
    /// <param name="teams">The teams, sorted: two nodes that lock in the same order cannot deadlock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static Task<List<WalletRow>> LockWalletsAsync(
        this PortalDbContext context, IReadOnlyList<TeamId> teams, CancellationToken cancellationToken)
    {
        // An update that changes nothing locks the row and returns it as it is after the wait. A node of the version before wallets adds teams
        // without one; they are postpaid like all teams of that version.
        var wallets = string.Join(", ", teams.Select((_, index) => $"({{{index}}}, '{nameof(WalletMode.Postpaid)}', 0, 0)"));
        var sql = $"INSERT INTO {WalletsTable.Name} (tenant_id, mode, balance, settled) VALUES {wallets} "
            + $"ON CONFLICT (tenant_id) DO UPDATE SET mode = {WalletsTable.Name}.mode RETURNING *";
        return context.Wallets.FromSqlRaw(sql, [.. teams.Select(team => context.ToParameter(team.Value))]).ToListAsync(cancellationToken);
    }
}
