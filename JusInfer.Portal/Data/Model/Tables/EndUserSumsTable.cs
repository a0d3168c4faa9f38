using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>Sums of usage records per day, per month and end user.</summary>
internal sealed class EndUserSumsTable : IEntityTypeConfiguration<EndUserSumRow>
{
    public const string Name = "end_user_sums";

    public static readonly ColumnList<EndUserSumRow> KeyColumns = new ColumnList<EndUserSumRow>()
        .Add("tenant_id", row => row.TeamId)
        .Add("period", row => row.Period)
        .Add("start", row => row.Start)
        .Add("end_user", row => row.EndUser);

    public static readonly ColumnList<EndUserSumRow> SumColumns = SummedColumns.Of<EndUserSumRow>();

    public static readonly ColumnList<EndUserSumRow> AllColumns =
        new ColumnList<EndUserSumRow>().AddRange(KeyColumns).AddRange(SumColumns);

    public void Configure(EntityTypeBuilder<EndUserSumRow> table)
    {
        table.ToTable(Name);
        table.HasKey([.. KeyColumns.Select(column => column.Path.Single().Name)]);
        table.MapColumns(AllColumns);
    }
}
