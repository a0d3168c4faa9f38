using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The processes that use the database, and for some days those that have ended.</summary>
internal sealed class NodesTable : IEntityTypeConfiguration<NodeRow>
{
    public const string Name = "nodes";

    public void Configure(EntityTypeBuilder<NodeRow> table)
    {
        table.ToTable(Name);
        table.HasKey(row => row.Id);
        table.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        table.Property(row => row.Host).HasColumnName("host");
        table.Property(row => row.Journal).HasColumnName("journal");
        table.Property(row => row.Release).HasColumnName("release");
        table.Property(row => row.Catalog).HasColumnName("catalog");
        table.Property(row => row.CopiesIntents).HasColumnName("copies_intents");
        table.Property(row => row.StartedAt).HasColumnName("started_at");
        table.Property(row => row.SeenAt).HasColumnName("seen_at");
        table.Property(row => row.ClockOffsetMs).HasColumnName("clock_offset_ms");
        table.Property(row => row.EndedAt).HasColumnName("ended_at");
    }
}
