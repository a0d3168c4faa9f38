using JusInfer.Portal.Spending.Wallet;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The ledgers of all teams. Rows are only added.</summary>
internal sealed class LedgerEntriesTable : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> table)
    {
        table.ToTable("ledger_entries");
        table.HasKey(entry => new { entry.TeamId, entry.Id });
        table.Property(entry => entry.TeamId).HasColumnName("tenant_id");
        table.Property(entry => entry.Id).HasColumnName("id");
        table.Property(entry => entry.At).HasColumnName("at");
        table.Property(entry => entry.Kind).HasColumnName("kind");
        table.Property(entry => entry.Amount).HasColumnName("amount");
        table.Property(entry => entry.Balance).HasColumnName("balance");
        table.Property(entry => entry.Requests).HasColumnName("requests");
        table.Property(entry => entry.Note).HasColumnName("note");
        table.Ignore(entry => entry.Counterpart);
    }
}
