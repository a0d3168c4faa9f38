using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class CreditedAddressesTable : IEntityTypeConfiguration<CreditedAddressRow>
{
    public void Configure(EntityTypeBuilder<CreditedAddressRow> table)
    {
        table.ToTable("credited_addresses");
        table.HasKey(row => row.Hash);
        table.Property(row => row.Hash).HasColumnName("hash");
    }
}
