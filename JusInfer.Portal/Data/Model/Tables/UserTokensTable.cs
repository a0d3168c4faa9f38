using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class UserTokensTable : IEntityTypeConfiguration<IdentityUserToken<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> table)
    {
        table.ToTable("user_tokens");
        table.HasKey(row => new { row.UserId, row.LoginProvider, row.Name });
        table.HasOne<PortalUser>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.UserId).HasColumnName("user_id");
        table.Property(row => row.LoginProvider).HasColumnName("login_provider").HasMaxLength(128);
        table.Property(row => row.Name).HasColumnName("name").HasMaxLength(128);
        table.Property(row => row.Value).HasColumnName("value");
    }
}
