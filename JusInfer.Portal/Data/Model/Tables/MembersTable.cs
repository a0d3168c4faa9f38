using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class MembersTable : IEntityTypeConfiguration<MemberRow>
{
    public void Configure(EntityTypeBuilder<MemberRow> table)
    {
        table.ToTable("members");
        table.HasKey(row => row.Id);
        table.HasOne<TeamRow>().WithMany().HasForeignKey(row => row.TeamId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<PortalUser>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Restrict);
        table.HasIndex(row => new { row.TeamId, row.UserId }).IsUnique().HasFilter("removed_at IS NULL");
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.UserId).HasColumnName("user_id");
        table.Property(row => row.Role).HasColumnName("role");
        table.Property(row => row.CapMonthly).HasColumnName("cap_monthly");
        table.Property(row => row.CapOnReach).HasColumnName("cap_on_reach");
        table.Ignore(row => row.Rates);
        table.Property(row => row.RequestsPerMinute).HasColumnName("rpm");
        table.Property(row => row.TokensPerMinute).HasColumnName("tpm");
        table.Property(row => row.Concurrency).HasColumnName("concurrency");
        table.Property(row => row.JoinedAt).HasColumnName("joined_at");
        table.Property(row => row.RemovedAt).HasColumnName("removed_at");
        table.Property(row => row.Version).HasColumnName("version").HasDefaultValue(1L);
    }
}
