using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class RejectionsTable : IEntityTypeConfiguration<Rejection>
{
    public void Configure(EntityTypeBuilder<Rejection> table)
    {
        table.ToTable("refusals");
        table.HasKey(row => new { row.TeamId, row.Id });
        table.HasIndex(row => row.At);
        table.HasOne<TeamRow>().WithMany().HasForeignKey(row => row.TeamId).OnDelete(DeleteBehavior.Restrict);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.At).HasColumnName("at");
        table.Property(row => row.KeyId).HasColumnName("key_id");
        table.Property(row => row.MemberId).HasColumnName("member_id");
        table.Property(row => row.Path).HasColumnName("path");
        table.Property(row => row.Status).HasColumnName("status");
        table.Property(row => row.Code).HasColumnName("code");
        table.Property(row => row.Scope).HasColumnName("scope");
        table.Property(row => row.Message).HasColumnName("message");
        table.Property(row => row.Repeated).HasColumnName("repeated");
    }
}
