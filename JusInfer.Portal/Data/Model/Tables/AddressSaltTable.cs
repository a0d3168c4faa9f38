using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class AddressSaltTable : IEntityTypeConfiguration<AddressSaltRow>
{
    public const string Name = "address_salt";

    public void Configure(EntityTypeBuilder<AddressSaltRow> table)
    {
        table.ToTable(Name);
        table.HasKey(row => row.Id);
        table.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        table.Property(row => row.Salt).HasColumnName("salt");
    }
}
