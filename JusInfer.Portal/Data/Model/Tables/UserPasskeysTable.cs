using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class UserPasskeysTable : IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> table)
    {
        table.ToTable("user_passkeys");
        table.HasKey(row => row.CredentialId);
        table.HasOne<PortalUser>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.OwnsOne(row => row.Data).ToJson("data");
        table.Property(row => row.CredentialId).HasColumnName("credential_id").HasMaxLength(1024);
        table.Property(row => row.UserId).HasColumnName("user_id");
    }
}
