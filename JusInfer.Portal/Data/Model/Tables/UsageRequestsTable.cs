using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class UsageRequestsTable : IEntityTypeConfiguration<UsageRequestRow>
{
    public void Configure(EntityTypeBuilder<UsageRequestRow> table)
    {
        table.ToTable("usage_requests");
        // The only index: pages go down it, and every further one would be paid for by each call.
        table.HasKey(row => new { row.TenantId, row.Id });
        table.Property(row => row.TenantId).HasColumnName("tenant_id");
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.At).HasColumnName("at");
        table.Property(row => row.KeyId).HasColumnName("key_id");
        table.Property(row => row.MemberId).HasColumnName("member_id");
        table.Property(row => row.EndUser).HasColumnName("end_user");
        table.Property(row => row.Session).HasColumnName("session");
        table.Property(row => row.ModelRequested).HasColumnName("model_requested");
        table.Property(row => row.ModelServed).HasColumnName("model_served");
        table.Property(row => row.Provider).HasColumnName("provider");
        table.Property(row => row.Route).HasColumnName("route");
        table.Property(row => row.Status).HasColumnName("status");
        table.Property(row => row.ErrorCode).HasColumnName("error_code");
        table.Property(row => row.InputUncached).HasColumnName("input_uncached");
        table.Property(row => row.CacheRead).HasColumnName("cache_read");
        table.Property(row => row.CacheWrite5m).HasColumnName("cache_write_5m");
        table.Property(row => row.CacheWrite1h).HasColumnName("cache_write_1h");
        table.Property(row => row.OutputText).HasColumnName("output_text");
        table.Property(row => row.OutputReasoning).HasColumnName("output_reasoning");
        table.Property(row => row.Cost).HasColumnName("cost");
        table.Property(row => row.BaselineCost).HasColumnName("baseline_cost");
        table.Property(row => row.Source).HasColumnName("source");
        table.Property(row => row.TtftMs).HasColumnName("ttft_ms");
        table.Property(row => row.DurationMs).HasColumnName("duration_ms");
        table.Property(row => row.Attempts).HasColumnName("attempts");
        table.Property(row => row.AttemptLog).HasColumnName("attempt_log");
        table.Property(row => row.Resumed).HasColumnName("resumed");
        table.Property(row => row.Streamed).HasColumnName("streamed");
        table.Property(row => row.Simulated).HasColumnName("simulated");
        table.Property(row => row.PricesFrom).HasColumnName("prices_from");
        table.Property(row => row.CatalogVersion).HasColumnName("catalog_version");
    }
}
