using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class SignInSessionsTable : IEntityTypeConfiguration<SignInSessionRow>
{
    public void Configure(EntityTypeBuilder<SignInSessionRow> table)
    {
        table.ToTable("sessions");
        table.HasKey(row => row.Id);
        table.HasIndex(row => row.UserId);
        table.HasOne<PortalUser>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.UserId).HasColumnName("user_id");
        table.Property(row => row.StartedAt).HasColumnName("started_at");
        table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
        table.Property(row => row.SecondFactorAt).HasColumnName("second_factor_at");
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Device).HasColumnName("device");
        table.Property(row => row.Address).HasColumnName("address");
        table.Property(row => row.Client).HasColumnName("client");
        table.Property(row => row.ClientName).HasColumnName("client_name");
        table.Property(row => row.Scope).HasColumnName("scope");
    }
}
