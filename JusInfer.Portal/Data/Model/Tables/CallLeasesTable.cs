using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The concurrent calls that nodes have leased.</summary>
internal sealed class CallLeasesTable : IEntityTypeConfiguration<CallLeaseRow>
{
    public void Configure(EntityTypeBuilder<CallLeaseRow> table)
    {
        table.ToTable("call_leases");
        table.HasKey(row => new { row.TeamId, row.Kind, row.Subject, row.Node });
        table.HasIndex(row => row.Node);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Kind).HasColumnName("kind");
        table.Property(row => row.Subject).HasColumnName("subject");
        table.Property(row => row.Node).HasColumnName("node");
        table.Property(row => row.Granted).HasColumnName("granted");
        table.Property(row => row.Sequence).HasColumnName("sequence");
        table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
    }
}
