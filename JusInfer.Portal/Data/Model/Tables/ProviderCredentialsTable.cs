using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class ProviderCredentialsTable : IEntityTypeConfiguration<ProviderCredentialRow>
{
    public void Configure(EntityTypeBuilder<ProviderCredentialRow> table)
    {
        table.ToTable("provider_credentials");
        table.HasKey(row => row.Provider);
        table.Property(row => row.Provider).HasColumnName("provider");
        table.Property(row => row.Credential).HasColumnName("credential");
        table.Property(row => row.SetAt).HasColumnName("set_at");
        table.Property(row => row.SetBy).HasColumnName("set_by");
    }
}
