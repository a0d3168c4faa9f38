using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>Sums of usage records per day, per month and repository or label.</summary>
internal sealed class LabelSumsTable : IEntityTypeConfiguration<LabelSumRow>
{
    public const string Name = "label_sums";

    public static readonly ColumnList<LabelSumRow> KeyColumns = new ColumnList<LabelSumRow>()
        .Add("tenant_id", row => row.TeamId)
        .Add("kind", row => row.Kind)
        .Add("period", row => row.Period)
        .Add("start", row => row.Start)
        .Add("name", row => row.Name);

    public static readonly ColumnList<LabelSumRow> SumColumns = SummedColumns.Of<LabelSumRow>();

    public static readonly ColumnList<LabelSumRow> AllColumns =
        new ColumnList<LabelSumRow>().AddRange(KeyColumns).AddRange(SumColumns);

    public void Configure(EntityTypeBuilder<LabelSumRow> table)
    {
        table.ToTable(Name);
        table.HasKey([.. KeyColumns.Select(column => column.Path.Single().Name)]);
        table.MapColumns(AllColumns);
    }
}
