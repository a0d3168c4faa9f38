using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class ProviderTestsTable : IEntityTypeConfiguration<ProviderTestRow>
{
    public void Configure(EntityTypeBuilder<ProviderTestRow> table)
    {
        table.ToTable("provider_tests");
        table.HasKey(row => row.Provider);
        table.Property(row => row.Provider).HasColumnName("provider");
        table.Property(row => row.Outcome).HasColumnName("outcome");
        table.Property(row => row.Status).HasColumnName("status");
        table.Property(row => row.Model).HasColumnName("model");
        table.Property(row => row.At).HasColumnName("at");
        table.Property(row => row.CredentialSetAt).HasColumnName("credential_set_at");
    }
}
