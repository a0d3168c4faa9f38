using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class StoredResponsesTable : IEntityTypeConfiguration<StoredResponseRow>
{
    public void Configure(EntityTypeBuilder<StoredResponseRow> table)
    {
        table.ToTable("stored_responses");
        table.HasKey(row => new { row.TeamId, row.Id });
        table.HasIndex(row => row.CreatedAt);

        // Covers the sums of the quota: the rows themselves are large.
        table.HasIndex(row => new { row.TeamId, row.CreatedAt, row.Bytes });
        table.HasOne<TeamRow>().WithMany().HasForeignKey(row => row.TeamId).OnDelete(DeleteBehavior.Restrict);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.MemberId).HasColumnName("member_id");
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
        table.Property(row => row.Response).HasColumnName("response");
        table.Property(row => row.Input).HasColumnName("input");
        table.Property(row => row.Tokens).HasColumnName("tokens");
        table.Property(row => row.Bytes).HasColumnName("bytes").HasDefaultValue(0L);
    }
}
