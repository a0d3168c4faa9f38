using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class EmailChangesTable : IEntityTypeConfiguration<EmailChangeRow>
{
    public void Configure(EntityTypeBuilder<EmailChangeRow> table)
    {
        table.ToTable("email_changes");
        table.HasKey(row => row.UserId);
        table.HasIndex(row => row.Hash).IsUnique();
        table.HasOne<PortalUser>().WithOne().HasForeignKey<EmailChangeRow>(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.UserId).HasColumnName("user_id").ValueGeneratedNever();
        table.Property(row => row.Hash).HasColumnName("hash");
        table.Property(row => row.Email).HasColumnName("email").HasMaxLength(256);
        table.Property(row => row.SecurityStamp).HasColumnName("security_stamp");
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
    }
}
