using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class DisabledProvidersTable : IEntityTypeConfiguration<DisabledProviderRow>
{
    public void Configure(EntityTypeBuilder<DisabledProviderRow> table)
    {
        table.ToTable("disabled_providers");
        table.HasKey(row => row.Provider);
        table.Property(row => row.Provider).HasColumnName("provider");
        table.Property(row => row.At).HasColumnName("at");
        table.Property(row => row.By).HasColumnName("by");
    }
}
