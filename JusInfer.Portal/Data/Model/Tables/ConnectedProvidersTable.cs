using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class ConnectedProvidersTable : IEntityTypeConfiguration<ConnectedProviderRow>
{
    public void Configure(EntityTypeBuilder<ConnectedProviderRow> table)
    {
        table.ToTable("connected_providers");
        table.HasKey(row => row.Provider);
        table.Property(row => row.Provider).HasColumnName("provider");
        table.Property(row => row.At).HasColumnName("at");
    }
}
