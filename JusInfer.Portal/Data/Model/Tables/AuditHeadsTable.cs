using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class AuditHeadsTable : IEntityTypeConfiguration<AuditHeadRow>
{
    public const string Name = "audit_heads";

    public void Configure(EntityTypeBuilder<AuditHeadRow> table)
    {
        table.ToTable(Name);
        table.HasKey(row => row.TeamId);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Number).HasColumnName("number");
        table.Property(row => row.Hash).HasColumnName("hash");
    }
}
