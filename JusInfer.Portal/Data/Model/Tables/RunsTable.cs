using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>One row per agent run.</summary>
internal sealed class RunsTable : IEntityTypeConfiguration<RunRow>
{
    public const string Name = "runs";

    public static readonly ColumnList<RunRow> KeyColumns = new ColumnList<RunRow>()
        .Add("tenant_id", row => row.TeamId)
        .Add("session", row => row.RunId);

    public static readonly ColumnList<RunRow> SumColumns = SummedColumns.Of<RunRow>().Add("tree_cost_nano", row => row.TreeCostNano);

    public static readonly ColumnList<RunRow> MinColumns = new ColumnList<RunRow>()
        .Add("day", row => row.Day)
        .Add("first_at", row => row.FirstAt);

    public static readonly ColumnList<RunRow> MaxColumns = new ColumnList<RunRow>()
        .Add("last_at", row => row.LastAt);

    /// <summary>The columns that keep their first value.</summary>
    public static readonly ColumnList<RunRow> FirstColumns = new ColumnList<RunRow>()
        .Add("key_id", row => row.KeyId)
        .Add("member_id", row => row.MemberId)
        .Add("parent", row => row.Parent)
        .Add("root", row => row.Root);

    public static readonly ColumnList<RunRow> AllColumns =
        new ColumnList<RunRow>().AddRange(KeyColumns).AddRange(SumColumns).AddRange(MinColumns).AddRange(MaxColumns).AddRange(FirstColumns);

    public void Configure(EntityTypeBuilder<RunRow> table)
    {
        table.ToTable(Name);
        table.HasKey([.. KeyColumns.Select(column => column.Path.Single().Name)]);

        // The most expensive runs of a day.
        table.HasIndex(row => new { row.TeamId, row.Day, row.CostNano });

        // The list of runs, and the runs that a run started. The list's index has its order and its filters, so that a page of a key with few runs
        // does not read the rows that it compares.
        table.HasIndex(row => new { row.TeamId, row.LastAt, row.RunId, row.KeyId, row.MemberId }, "IX_runs_listed").IsDescending(false, true, false, false, false);
        table.HasIndex(row => new { row.TeamId, row.Parent });
        table.MapColumns(AllColumns);
    }
}
