using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class WebhooksTable : IEntityTypeConfiguration<WebhookRow>
{
    public void Configure(EntityTypeBuilder<WebhookRow> table)
    {
        table.ToTable("webhooks");
        table.HasKey(row => new { row.TeamId, row.Id });
        table.HasOne<TeamRow>().WithMany().HasForeignKey(row => row.TeamId).OnDelete(DeleteBehavior.Restrict);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.Url).HasColumnName("url");
        table.Property(row => row.Events).HasColumnName("events");
        table.Property(row => row.Secret).HasColumnName("secret");
        table.Property(row => row.IsEnabled).HasColumnName("is_enabled");
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
        table.Property(row => row.FailingSince).HasColumnName("failing_since");
        table.Property(row => row.DisabledReason).HasColumnName("disabled_reason");
    }
}
