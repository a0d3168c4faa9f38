using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class UserLoginsTable : IEntityTypeConfiguration<IdentityUserLogin<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> table)
    {
        table.ToTable("user_logins");
        table.HasKey(row => new { row.LoginProvider, row.ProviderKey });
        table.HasOne<PortalUser>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.LoginProvider).HasColumnName("login_provider").HasMaxLength(ExternalIdentity.MaxLength);
        table.Property(row => row.ProviderKey).HasColumnName("provider_key").HasMaxLength(ExternalIdentity.MaxLength);
        table.Property(row => row.ProviderDisplayName).HasColumnName("provider_display_name");
        table.Property(row => row.UserId).HasColumnName("user_id");
    }
}
