using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The leases of all nodes, those of dead ones included until their journals are settled.</summary>
internal sealed class LeasesTable : IEntityTypeConfiguration<LeaseRow>
{
    public void Configure(EntityTypeBuilder<LeaseRow> table)
    {
        table.ToTable("leases");
        table.HasKey(row => new { row.TeamId, row.Subject, row.Kind, row.Model, row.StartsAt, row.EndsAt, row.Node });
        table.HasIndex(row => row.Node);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Subject).HasColumnName("subject");
        table.Property(row => row.Kind).HasColumnName("kind");
        table.Property(row => row.Model).HasColumnName("model");
        table.Property(row => row.StartsAt).HasColumnName("starts_at");
        table.Property(row => row.EndsAt).HasColumnName("ends_at");
        table.Property(row => row.Node).HasColumnName("node");
        table.Property(row => row.Granted).HasColumnName("granted");
        table.Property(row => row.Settled).HasColumnName("settled");
        table.Property(row => row.Sequence).HasColumnName("sequence");
        table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
        table.Ignore(row => row.State);
    }
}
