using System.Collections.Immutable;

namespace JusInfer.Portal.Spending.Wallet;

/// <summary>Stores wallets and their ledgers. Settlements are written by the usage store, in the transaction of their records.</summary>
internal interface IWalletStore
{
    /// <summary>
    /// The wallet of a team. Every team has one. The first read by which <see cref="InitialCreditPolicy"/> applies to the team grants the
    /// initial credit.
    /// </summary>
    Task<WalletState> GetAsync(TeamId team, CancellationToken cancellationToken);

    /// <summary>Adds an entry other than a settlement and changes the balance, in one transaction. Publishes <see cref="WalletChanged"/>.</summary>
    Task<LedgerEntry> AddAsync(
        TeamId team, LedgerKind kind, NanoUsd amount, string? note, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Grants the initial credit if the team has not received it; false if it has. Publishes <see cref="WalletChanged"/>.</summary>
    Task<bool> GrantInitialCreditAsync(TeamId team, NanoUsd amount, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Changes the mode. Publishes <see cref="WalletChanged"/>.</summary>
    Task SetModeAsync(TeamId team, WalletMode mode, CancellationToken cancellationToken);

    /// <summary>The newest entries, newest first.</summary>
    /// <param name="team">The team.</param>
    /// <param name="limit">The maximum number of entries.</param>
    /// <param name="before">The page begins after this entry, which is newer than its entries; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<ImmutableArray<LedgerEntry>> ListAsync(
        TeamId team, int limit, LedgerEntryId? before, CancellationToken cancellationToken);

    /// <summary>The sums of the ledger's entries of a period.</summary>
    /// <param name="team">The team.</param>
    /// <param name="from">The start of the period; entries are in it by the time at which they were made.</param>
    /// <param name="to">Its end, exclusive.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<WalletStatement> ReadStatementAsync(TeamId team, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>All teams, oldest first.</summary>
    /// <param name="limit">The maximum number of teams.</param>
    /// <param name="after">The page begins after this team; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<ImmutableArray<TeamWallet>> ListTeamsAsync(int limit, TeamId? after, CancellationToken cancellationToken);

    /// <summary>All teams, newest first.</summary>
    /// <param name="limit">The maximum number of teams.</param>
    /// <param name="before">The page begins after this team, which is newer than its teams; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<ImmutableArray<TeamWallet>> ListNewestTeamsAsync(int limit, TeamId? before, CancellationToken cancellationToken);

    Task<TeamWallet?> FindTeamAsync(TeamId team, CancellationToken cancellationToken);

    /// <summary>
    /// Checks that the ledger adds up: the sum of its entries is the balance, and each settlement of the last week equals the sum of its calls
    /// that are still stored.
    /// </summary>
    /// <returns>What does not add up and where, in a sentence for the operator; null if all of it does.</returns>
    Task<string?> FindImbalanceAsync(TeamId team, CancellationToken cancellationToken);
}

/// <summary>The credits or the mode of a wallet have changed. Settlements are not published.</summary>
internal readonly record struct WalletChanged(TeamId Team);
