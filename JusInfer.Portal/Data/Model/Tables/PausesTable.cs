using JusInfer.Portal.Admission.Runaway;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The last pause of each run and key that runaway protection has paused.</summary>
internal sealed class PausesTable : IEntityTypeConfiguration<Pause>
{
    public void Configure(EntityTypeBuilder<Pause> table)
    {
        table.ToTable("pauses");
        table.HasKey(pause => new { pause.TeamId, pause.Scope, pause.Subject });
        table.Property(pause => pause.TeamId).HasColumnName("tenant_id");
        table.Property(pause => pause.Scope).HasColumnName("scope");
        table.Property(pause => pause.Subject).HasColumnName("subject");
        table.Property(pause => pause.KeyId).HasColumnName("key_id");
        table.Property(pause => pause.MemberId).HasColumnName("member_id");
        table.Property(pause => pause.At).HasColumnName("at");
        table.Property(pause => pause.Reason).HasColumnName("reason");
        table.Property(pause => pause.ResumedAt).HasColumnName("resumed_at");
    }
}
