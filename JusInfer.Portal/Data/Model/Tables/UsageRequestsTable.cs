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

        // Pages are read in the order of the key. Each call pays for the index of settlements, in whose order it is exported, and only few
        // calls for the other one. That one has the status, so that a page of a rare status does not read the rows that it compares.
        table.HasKey(record => new { record.TeamId, record.Id });
        table.HasIndex(record => new { record.TeamId, record.SettlementId, record.Id }, "IX_usage_requests_settled");
        table.HasIndex(record => new { record.TeamId, record.Id, record.Status }, "IX_usage_requests_troubled")
            .HasFilter("status >= 400 OR attempts > 1 OR resumed");
        table.MapColumns(UsageColumns.All);
    }
}
