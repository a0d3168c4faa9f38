using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class AuditDetailsTable : IEntityTypeConfiguration<AuditDetailsRow>
{
    public void Configure(EntityTypeBuilder<AuditDetailsRow> table)
    {
        table.ToTable("audit_details");
        table.HasKey(row => new { row.TeamId, row.Number });
        table.HasIndex(row => row.Actor);
        table.HasIndex(row => row.Person);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Number).HasColumnName("number").ValueGeneratedNever();
        table.Property(row => row.Salt).HasColumnName("salt");
        table.Property(row => row.Text).HasColumnName("text");
        table.Property(row => row.Actor).HasColumnName("actor_id");
        table.Property(row => row.Person).HasColumnName("person_id");
    }
}
