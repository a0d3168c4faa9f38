using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class InvitationsTable : IEntityTypeConfiguration<InvitationRow>
{
    public void Configure(EntityTypeBuilder<InvitationRow> table)
    {
        table.ToTable("invitations");
        table.HasKey(row => row.Id);
        table.HasIndex(row => row.Hash).IsUnique();
        table.HasOne<TeamRow>().WithMany().HasForeignKey(row => row.TeamId).OnDelete(DeleteBehavior.Restrict);
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.IssuerId).HasColumnName("issuer_id");
        table.Property(row => row.Hash).HasColumnName("hash");
        table.Property(row => row.Email).HasColumnName("email");
        table.Property(row => row.Role).HasColumnName("role");
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
    }
}
