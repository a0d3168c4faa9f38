using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>
/// Sums of usage records per hour and the other key columns. The inserts of both databases are derived from these columns, too.
/// </summary>
internal sealed class UsageRollupsTable : IEntityTypeConfiguration<UsageRollupRow>
{
    public const string Name = "usage_rollups";

    public static readonly ColumnList<UsageRollupRow> KeyColumns = new ColumnList<UsageRollupRow>()
        .Add("tenant_id", row => row.TenantId)
        .Add("hour", row => row.Hour)
        .Add("key_id", row => row.KeyId)
        .Add("member_id", row => row.MemberId)
        .Add("model_served", row => row.ModelServed)
        .Add("provider", row => row.Provider)
        .Add("end_user", row => row.EndUser)
        .Add("session", row => row.Session);

    public static readonly ColumnList<UsageRollupRow> SumColumns = new ColumnList<UsageRollupRow>()
        .Add("requests", row => row.Requests)
        .Add("input_uncached", row => row.Tokens.InputUncached)
        .Add("cache_read", row => row.Tokens.CacheRead)
        .Add("cache_write_5m", row => row.Tokens.CacheWrite5m)
        .Add("cache_write_1h", row => row.Tokens.CacheWrite1h)
        .Add("output_text", row => row.Tokens.OutputText)
        .Add("output_reasoning", row => row.Tokens.OutputReasoning)
        .Add("cost_nano", row => row.CostNano)
        .Add("baseline_cost_nano", row => row.BaselineCostNano)
        .Add("errors", row => row.Errors);

    public static readonly ColumnList<UsageRollupRow> AllColumns =
        new ColumnList<UsageRollupRow>().AddRange(KeyColumns).AddRange(SumColumns);

    public void Configure(EntityTypeBuilder<UsageRollupRow> table)
    {
        table.ToTable(Name);
        table.HasKey([.. KeyColumns.Select(column => column.Path.Single().Name)]);

        // Admission reads the spend of a member or a key, whatever its tenant.
        table.HasIndex(row => new { row.MemberId, row.Hour });
        table.HasIndex(row => new { row.KeyId, row.Hour });
        table.MapColumns(AllColumns);
    }
}
