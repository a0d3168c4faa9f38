using JusInfer.Portal.Notifications.Alerts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The alerts of all teams. The unique index lets several nodes that find the same store it once.</summary>
internal sealed class AlertsTable : IEntityTypeConfiguration<Alert>
{
    public void Configure(EntityTypeBuilder<Alert> table)
    {
        table.ToTable("alerts");
        table.HasKey(alert => new { alert.TeamId, alert.Id });
        table.HasIndex(alert => new { alert.TeamId, alert.Rule, alert.Subject, alert.Occasion }).IsUnique();
        table.HasIndex(alert => alert.At);
        table.Property(alert => alert.TeamId).HasColumnName("tenant_id");
        table.Property(alert => alert.Id).HasColumnName("id");
        table.Property(alert => alert.Rule).HasColumnName("rule");
        table.Property(alert => alert.Subject).HasColumnName("subject");
        table.Property(alert => alert.Occasion).HasColumnName("occasion");
        table.Property(alert => alert.At).HasColumnName("at");
        table.Property(alert => alert.Message).HasColumnName("message");
        table.Property(alert => alert.MemberId).HasColumnName("member_id");
    }
}
