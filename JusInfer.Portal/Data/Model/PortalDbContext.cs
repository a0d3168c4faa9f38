using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
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
    public DbSet<TenantRow> Tenants => Set<TenantRow>();

    public DbSet<MemberRow> Members => Set<MemberRow>();

    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    public DbSet<KeyRow> Keys => Set<KeyRow>();

    public DbSet<UsageRecord> UsageRequests => Set<UsageRecord>();

    public DbSet<UsageSumRow> UsageSums => Set<UsageSumRow>();

    public DbSet<EndUserSumRow> EndUserSums => Set<EndUserSumRow>();

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<StoredResponseRow> StoredResponses => Set<StoredResponseRow>();

    public DbSet<StoredResponseItemRow> StoredResponseItems => Set<StoredResponseItemRow>();

    public DbSet<SigningKeyRow> SigningKeys => Set<SigningKeyRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<RefreshTokenRow> RefreshTokens => Set<RefreshTokenRow>();

    public DbSet<OperatorRow> Operators => Set<OperatorRow>();

    public DbSet<DataProtectionKeyRow> DataProtectionKeys => Set<DataProtectionKeyRow>();

    // Identity's own configuration is not called: it depends on options at run time, and migrations must not.
    protected override void OnModelCreating(ModelBuilder builder) =>
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);
}
