using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class PasswordResetsTable : IEntityTypeConfiguration<PasswordResetRow>
{
    public void Configure(EntityTypeBuilder<PasswordResetRow> table)
    {
        table.ToTable("password_resets");
        table.HasKey(row => row.UserId);
        table.HasIndex(row => row.Hash).IsUnique();
        table.HasOne<PortalUser>().WithOne().HasForeignKey<PasswordResetRow>(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.UserId).HasColumnName("user_id").ValueGeneratedNever();
        table.Property(row => row.Hash).HasColumnName("hash");
        table.Property(row => row.IsMailed).HasColumnName("mailed");
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
    }
}
