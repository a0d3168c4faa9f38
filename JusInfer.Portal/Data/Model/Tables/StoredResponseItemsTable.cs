using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class StoredResponseItemsTable : IEntityTypeConfiguration<StoredResponseItemRow>
{
    public void Configure(EntityTypeBuilder<StoredResponseItemRow> table)
    {
        table.ToTable("stored_response_items");
        table.HasKey(row => new { row.TeamId, row.ItemId });
        table.HasIndex(row => new { row.TeamId, row.ResponseId });
        table.HasOne<StoredResponseRow>().WithMany().HasForeignKey(row => new { row.TeamId, row.ResponseId })
            .OnDelete(DeleteBehavior.Cascade);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.ItemId).HasColumnName("item_id");
        table.Property(row => row.ResponseId).HasColumnName("response_id");
    }
}
