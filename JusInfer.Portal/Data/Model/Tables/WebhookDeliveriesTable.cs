using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Notifications.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>What is sent to webhooks, with the last attempt of each.</summary>
internal sealed class WebhookDeliveriesTable : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> table)
    {
        table.ToTable("webhook_deliveries");
        table.HasKey(row => new { row.TeamId, row.WebhookId, row.Id });
        table.HasOne<WebhookRow>().WithMany().HasForeignKey(row => new { row.TeamId, row.WebhookId }).OnDelete(DeleteBehavior.Cascade);

        // Every node looks for the next one every few seconds. Most rows are not due any more.
        table.HasIndex(row => row.NextAttemptAt).HasFilter("next_attempt_at IS NOT NULL");
        table.HasIndex(row => row.CreatedAt);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.WebhookId).HasColumnName("webhook_id");
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.Type).HasColumnName("type");
        table.Property(row => row.Payload).HasColumnName("payload");
        table.Property(row => row.MemberId).HasColumnName("member_id");
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
        table.Property(row => row.Status).HasColumnName("status");
        table.Property(row => row.NextAttemptAt).HasColumnName("next_attempt_at");
        table.Property(row => row.Attempts).HasColumnName("attempts");
        table.Property(row => row.Failures).HasColumnName("failures");
        table.Property(row => row.LastAttemptAt).HasColumnName("last_attempt_at");
        table.Property(row => row.DurationMs).HasColumnName("duration_ms");
        table.Property(row => row.ResponseStatus).HasColumnName("response_status");
        table.Property(row => row.ResponseBody).HasColumnName("response_body");
        table.Property(row => row.Error).HasColumnName("error");
        table.Ignore(row => row.IsTest);
    }
}
