using JusInfer.Portal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The mails that are to be sent. It is empty most of the time.</summary>
internal sealed class MailsTable : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> table)
    {
        table.ToTable("mails");
        table.HasKey(row => row.Id);
        table.HasIndex(row => row.NextAttemptAt);
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.Kind).HasColumnName("kind");
        table.Property(row => row.UserId).HasColumnName("user_id");
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.MemberId).HasColumnName("member_id");
        table.Property(row => row.InvitationId).HasColumnName("invitation_id");
        table.Property(row => row.Content).HasColumnName("content");
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
        table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
        table.Property(row => row.NextAttemptAt).HasColumnName("next_attempt_at");
        table.Property(row => row.Failures).HasColumnName("failures");
    }
}
