using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The rates that all nodes share. Not logged on PostgreSQL: after a crash of the database, each rate begins anew.</summary>
internal sealed class RatesTable : IEntityTypeConfiguration<RateRow>
{
    public const string Name = "rates";

    public void Configure(EntityTypeBuilder<RateRow> table)
    {
        table.ToTable(Name);
        table.HasKey(row => new { row.TeamId, row.Kind, row.Subject, row.Unit });
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Kind).HasColumnName("kind");
        table.Property(row => row.Subject).HasColumnName("subject");
        table.Property(row => row.Unit).HasColumnName("unit");
        table.Property(row => row.Arrival).HasColumnName("arrival");
        table.Property(row => row.TakenAt).HasColumnName("taken_at").HasDefaultValue(0L);
    }
}
