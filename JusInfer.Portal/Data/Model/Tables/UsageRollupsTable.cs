using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class UsageRollupsTable : IEntityTypeConfiguration<UsageRollupRow>
{
    public void Configure(EntityTypeBuilder<UsageRollupRow> table)
    {
        table.ToTable("usage_rollups");
        table.HasKey(
            row => new { row.TenantId, row.Hour, row.KeyId, row.MemberId, row.ModelServed, row.Provider, row.EndUser, row.Session });
        // Admission asks what a member or a key has spent, whatever the team.
        table.HasIndex(row => new { row.MemberId, row.Hour });
        table.HasIndex(row => new { row.KeyId, row.Hour });
        table.Property(row => row.TenantId).HasColumnName("tenant_id");
        table.Property(row => row.Hour).HasColumnName("hour");
        table.Property(row => row.KeyId).HasColumnName("key_id");
        table.Property(row => row.MemberId).HasColumnName("member_id");
        table.Property(row => row.ModelServed).HasColumnName("model_served");
        table.Property(row => row.Provider).HasColumnName("provider");
        table.Property(row => row.EndUser).HasColumnName("end_user");
        table.Property(row => row.Session).HasColumnName("session");
        table.Property(row => row.Requests).HasColumnName("requests");
        table.Property(row => row.InputUncached).HasColumnName("input_uncached");
        table.Property(row => row.CacheRead).HasColumnName("cache_read");
        table.Property(row => row.CacheWrite5m).HasColumnName("cache_write_5m");
        table.Property(row => row.CacheWrite1h).HasColumnName("cache_write_1h");
        table.Property(row => row.OutputText).HasColumnName("output_text");
        table.Property(row => row.OutputReasoning).HasColumnName("output_reasoning");
        table.Property(row => row.CostNano).HasColumnName("cost_nano");
        table.Property(row => row.BaselineCostNano).HasColumnName("baseline_cost_nano");
        table.Property(row => row.Errors).HasColumnName("errors");
    }
}
