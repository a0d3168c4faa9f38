using System.Linq.Expressions;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Model;

/// <summary>
/// The EF Core model of the store. There is a context type per database, because migrations belong to a context type; the rest is shared.
/// The tables are configured in <see cref="Tables"/>.
/// </summary>
internal abstract class PortalDbContext(DbContextOptions options) : IdentityUserContext<PortalUser, Guid>(options)
{
    public DbSet<TeamRow> Teams => Set<TeamRow>();

    public DbSet<MemberRow> Members => Set<MemberRow>();

    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    public DbSet<KeyRow> Keys => Set<KeyRow>();

    public DbSet<UsageRecord> UsageRequests => Set<UsageRecord>();

    public DbSet<UsageSumRow> UsageSums => Set<UsageSumRow>();

    public DbSet<EndUserSumRow> EndUserSums => Set<EndUserSumRow>();

    public DbSet<LabelSumRow> LabelSums => Set<LabelSumRow>();

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<WalletRow> Wallets => Set<WalletRow>();

    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    public DbSet<Budget> Budgets => Set<Budget>();

    public DbSet<AllowanceRow> Allowances => Set<AllowanceRow>();

    public DbSet<LeaseRow> Leases => Set<LeaseRow>();

    public DbSet<RateRow> Rates => Set<RateRow>();

    public DbSet<CallLeaseRow> CallLeases => Set<CallLeaseRow>();

    public DbSet<NodeRow> Nodes => Set<NodeRow>();

    public DbSet<CallIntentRow> CallIntents => Set<CallIntentRow>();

    public DbSet<RunBudgetRow> RunBudgets => Set<RunBudgetRow>();

    public DbSet<StoredResponseRow> StoredResponses => Set<StoredResponseRow>();

    public DbSet<StoredResponseItemRow> StoredResponseItems => Set<StoredResponseItemRow>();

    public DbSet<SigningKeyRow> SigningKeys => Set<SigningKeyRow>();

    public DbSet<SignInSessionRow> Sessions => Set<SignInSessionRow>();

    public DbSet<RefreshTokenRow> RefreshTokens => Set<RefreshTokenRow>();

    public DbSet<PasswordResetRow> PasswordResets => Set<PasswordResetRow>();

    public DbSet<SecondFactorRow> SecondFactors => Set<SecondFactorRow>();

    public DbSet<RecoveryCodeRow> RecoveryCodes => Set<RecoveryCodeRow>();

    public DbSet<OperatorRow> Operators => Set<OperatorRow>();

    public DbSet<DataProtectionKeyRow> DataProtectionKeys => Set<DataProtectionKeyRow>();

    /// <summary>The periods of five minutes since 1970, UTC, that have ended when a call started, as SQL.</summary>
    public abstract Expression<Func<UsageRecord, int>> FiveMinutesOf { get; }

    /// <summary>An id as a parameter of SQL text in a query, where EF Core does not apply the conversions of the model.</summary>
    public abstract object ToParameter(Guid id);

    /// <summary>The time by the clock of the database, if several nodes share it.</summary>
    /// <param name="time">The clock of this process.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public abstract Task<DateTimeOffset> ReadTimeAsync(TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Locks the row of a node until the end of the transaction, for whoever adds intents of it too.</summary>
    public abstract Task LockNodeAsync(Guid id, CancellationToken cancellationToken);

    // Identity's own configuration is not called: it depends on options at run time, and migrations must not.
    protected override void OnModelCreating(ModelBuilder builder) =>
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
}
