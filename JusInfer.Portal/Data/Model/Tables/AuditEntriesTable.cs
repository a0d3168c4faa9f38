using JusInfer.Portal.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The audit logs of all teams. Rows are only added.</summary>
internal sealed class AuditEntriesTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> table)
    {
        table.ToTable("audit_entries");
        table.HasKey(entry => new { entry.TeamId, entry.Number });
        table.Property(entry => entry.TeamId).HasColumnName("tenant_id");
        table.Property(entry => entry.Number).HasColumnName("number").ValueGeneratedNever();
        table.Property(entry => entry.At).HasColumnName("at");
        table.Property(entry => entry.Action).HasColumnName("action");
        table.Property(entry => entry.Actor).HasColumnName("actor_id");
        table.Property(entry => entry.Session).HasColumnName("session_id");
        table.Property(entry => entry.Subject).HasColumnName("subject");
        table.Property(entry => entry.Changes).HasColumnName("changes");
        table.Property(entry => entry.DetailsHash).HasColumnName("details_hash");
        table.Property(entry => entry.Previous).HasColumnName("previous");
        table.Property(entry => entry.Hash).HasColumnName("hash");
    }
}
