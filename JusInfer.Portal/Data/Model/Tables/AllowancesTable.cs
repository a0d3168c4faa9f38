using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The open allowances. A row that is missing can be made again from the stored usage.</summary>
internal sealed class AllowancesTable : IEntityTypeConfiguration<AllowanceRow>
{
    public void Configure(EntityTypeBuilder<AllowanceRow> table)
    {
        table.ToTable("allowances");

        // A batch of usage records looks rows up by team and subject.
        table.HasKey(row => new { row.TeamId, row.Subject, row.Kind, row.Model, row.StartsAt, row.EndsAt });
        table.HasIndex(row => row.EndsAt);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Subject).HasColumnName("subject");
        table.Property(row => row.Kind).HasColumnName("kind");
        table.Property(row => row.Model).HasColumnName("model");
        table.Property(row => row.StartsAt).HasColumnName("starts_at");
        table.Property(row => row.EndsAt).HasColumnName("ends_at");
        table.Property(row => row.OpenedAt).HasColumnName("opened_at");
        table.Property(row => row.Spent).HasColumnName("spent");
    }
}
