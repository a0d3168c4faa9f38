using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>One row per call. Its columns are <see cref="UsageColumns"/>.</summary>
internal sealed class UsageRequestsTable : IEntityTypeConfiguration<UsageRecord>
{
    public const string Name = "usage_requests";

    public void Configure(EntityTypeBuilder<UsageRecord> table)
    {
        table.ToTable(Name);

        // The only index: pages are read in its order, and each call would pay for another.
        table.HasKey(record => new { record.TenantId, record.Id });
        table.MapColumns(UsageColumns.All);
    }
}
