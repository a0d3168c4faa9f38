using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class SecondFactorsTable : IEntityTypeConfiguration<SecondFactorRow>
{
    public void Configure(EntityTypeBuilder<SecondFactorRow> table)
    {
        table.ToTable("second_factors");
        table.HasKey(row => row.UserId);
        table.HasOne<PortalUser>().WithOne().HasForeignKey<SecondFactorRow>(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.UserId).HasColumnName("user_id").ValueGeneratedNever();
        table.Property(row => row.Secret).HasColumnName("secret");
        table.Property(row => row.ConfirmedAt).HasColumnName("confirmed_at");
        table.Property(row => row.LastStep).HasColumnName("last_step");
    }
}
