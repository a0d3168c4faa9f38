using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>
/// Sums of usage records per hour, per day and the other key columns. No key column has a value that callers choose, so the number of rows
/// does not grow with the number of runs or end users. The inserts of both databases are derived from these columns, too.
/// </summary>
internal sealed class UsageSumsTable : IEntityTypeConfiguration<UsageSumRow>
{
    public const string Name = "usage_sums";

    public static readonly ColumnList<UsageSumRow> KeyColumns = new ColumnList<UsageSumRow>()
        .Add("tenant_id", row => row.TeamId)
        .Add("period", row => row.Period)
        .Add("start", row => row.Start)
        .Add("key_id", row => row.KeyId)
        .Add("member_id", row => row.MemberId)
        .Add("model_served", row => row.ModelServed)
        .Add("provider", row => row.Provider)
        .Add("status_class", row => row.StatusClass);

    public static readonly ColumnList<UsageSumRow> SumColumns = SummedColumns.Of<UsageSumRow>()
        .Add("duration_0", row => row.Duration.Pair0)
        .Add("duration_1", row => row.Duration.Pair1)
        .Add("duration_2", row => row.Duration.Pair2)
        .Add("duration_3", row => row.Duration.Pair3)
        .Add("duration_4", row => row.Duration.Pair4)
        .Add("duration_5", row => row.Duration.Pair5)
        .Add("duration_6", row => row.Duration.Pair6)
        .Add("duration_7", row => row.Duration.Pair7)
        .Add("ttft_0", row => row.Ttft.Pair0)
        .Add("ttft_1", row => row.Ttft.Pair1)
        .Add("ttft_2", row => row.Ttft.Pair2)
        .Add("ttft_3", row => row.Ttft.Pair3)
        .Add("ttft_4", row => row.Ttft.Pair4)
        .Add("ttft_5", row => row.Ttft.Pair5)
        .Add("ttft_6", row => row.Ttft.Pair6)
        .Add("ttft_7", row => row.Ttft.Pair7);

    public static readonly ColumnList<UsageSumRow> AllColumns = new ColumnList<UsageSumRow>().AddRange(KeyColumns).AddRange(SumColumns);

    public void Configure(EntityTypeBuilder<UsageSumRow> table)
    {
        table.ToTable(Name);
        table.HasKey([.. KeyColumns.Select(column => column.Path.Single().Name)]);

        // Admission reads the spend of a member or a key, whatever its team.
        table.HasIndex(row => new { row.MemberId, row.Period, row.Start });
        table.HasIndex(row => new { row.KeyId, row.Period, row.Start });
        table.MapColumns(AllColumns);
    }
}
