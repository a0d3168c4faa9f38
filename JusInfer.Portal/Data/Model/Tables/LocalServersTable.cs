using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class LocalServersTable : IEntityTypeConfiguration<LocalServerRow>
{
    public void Configure(EntityTypeBuilder<LocalServerRow> table)
    {
        table.ToTable("local_servers");
        table.HasKey(row => row.Provider);
        table.Property(row => row.Provider).HasColumnName("provider");
        table.Property(row => row.Address).HasColumnName("address");
        table.Property(row => row.Models).HasColumnName("models");
        table.Property(row => row.AddedAt).HasColumnName("added_at");
        table.Property(row => row.AddedBy).HasColumnName("added_by");
    }
}
