using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class RefreshTokensTable : IEntityTypeConfiguration<RefreshTokenRow>
{
    public void Configure(EntityTypeBuilder<RefreshTokenRow> table)
    {
        table.ToTable("refresh_tokens");
        table.HasKey(row => row.Hash);
        table.HasIndex(row => row.Family);
        table.HasOne<PortalUser>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.Hash).HasColumnName("hash");
        table.Property(row => row.Family).HasColumnName("family");
        table.Property(row => row.UserId).HasColumnName("user_id");
        table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
        table.Property(row => row.UsedAt).HasColumnName("used_at");
        table.Property(row => row.Successor).HasColumnName("successor");
        table.Property(row => row.Revoked).HasColumnName("revoked");
    }
}
