using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class KeysTable : IEntityTypeConfiguration<KeyRow>
{
    public void Configure(EntityTypeBuilder<KeyRow> table)
    {
        table.ToTable("api_keys");
        table.HasKey(row => row.Id);
        table.HasIndex(row => row.Hash).IsUnique();
        table.HasIndex(row => row.PreviousHash).IsUnique();

        // Both columns, so that a key can only belong to a member of its own team.
        table.HasOne<MemberRow>().WithMany()
            .HasForeignKey(row => new { row.TeamId, row.MemberId }).HasPrincipalKey(member => new { member.TeamId, member.Id })
            .OnDelete(DeleteBehavior.Restrict);
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.MemberId).HasColumnName("member_id");
        table.Property(row => row.Hash).HasColumnName("hash");
        table.Property(row => row.Name).HasColumnName("name");
        table.Property(row => row.Display).HasColumnName("display");
        table.Property(row => row.PreviousHash).HasColumnName("previous_hash");
        table.Property(row => row.PreviousDisplay).HasColumnName("previous_display");
        table.Property(row => row.PreviousEndsAt).HasColumnName("previous_ends_at");
        table.Property(row => row.PreviousLastUsedAt).HasColumnName("previous_last_used_at");
        table.Property(row => row.RotatedAt).HasColumnName("rotated_at");
        table.Property(row => row.ParentId).HasColumnName("parent_id");
        table.Property(row => row.Service).HasColumnName("service").HasDefaultValue(false);
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
        table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
        table.Property(row => row.RevokedAt).HasColumnName("revoked_at");
        table.Property(row => row.ReportedAt).HasColumnName("reported_at");
        table.Property(row => row.LastUsedAt).HasColumnName("last_used_at");
        table.Property(row => row.LastUsedAddress).HasColumnName("last_used_address");
        table.Property(row => row.LastUsedClient).HasColumnName("last_used_client");
        table.Property(row => row.Version).HasColumnName("version").HasDefaultValue(1L);
        foreach (var column in KeyColumns.All)
        {
            var property = table.IndexerProperty(column.Type, column.Name).HasColumnName(column.Name);
            if (column.IsRequired) property.IsRequired();
            if (column.Default is { } value) property.HasDefaultValue(value);
        }
    }
}
