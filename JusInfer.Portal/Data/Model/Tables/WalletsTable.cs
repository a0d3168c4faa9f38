using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class WalletsTable : IEntityTypeConfiguration<WalletRow>
{
    public const string Name = "wallets";

    public void Configure(EntityTypeBuilder<WalletRow> table)
    {
        table.ToTable(Name);
        table.HasKey(row => row.TeamId);
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Mode).HasColumnName("mode");
        table.Property(row => row.Balance).HasColumnName("balance");
        table.Property(row => row.Settled).HasColumnName("settled");
        table.Property(row => row.LastEntryId).HasColumnName("last_entry_id");
        table.Property(row => row.InitialCreditAt).HasColumnName("initial_credit_at");
        table.Ignore(row => row.State);
    }
}
