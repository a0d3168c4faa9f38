using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class UserClaimsTable : IEntityTypeConfiguration<IdentityUserClaim<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> table)
    {
        table.ToTable("user_claims");
        table.HasKey(row => row.Id);
        table.HasOne<PortalUser>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.UserId).HasColumnName("user_id");
        table.Property(row => row.ClaimType).HasColumnName("claim_type");
        table.Property(row => row.ClaimValue).HasColumnName("claim_value");
    }
}
