using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class PromptSessionsTable : IEntityTypeConfiguration<PromptSessionRow>
{
    public const string Name = "session_states";

    public void Configure(EntityTypeBuilder<PromptSessionRow> table)
    {
        table.ToTable(Name);
        table.HasKey(row => new { row.TeamId, row.Id });
        table.HasIndex(row => row.ExpiresAt);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.Number).HasColumnName("number");
        table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
        table.Property(row => row.State).HasColumnName("state");
    }
}
