using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class RunBudgetsTable : IEntityTypeConfiguration<RunBudgetRow>
{
    public void Configure(EntityTypeBuilder<RunBudgetRow> table)
    {
        table.ToTable("run_budgets");
        table.HasKey(row => new { row.TeamId, row.Run });
        table.Property(row => row.TeamId).HasColumnName("tenant_id");
        table.Property(row => row.Run).HasColumnName("run");
        table.Property(row => row.Amount).HasColumnName("amount");
        table.Property(row => row.NamedAt).HasColumnName("named_at");
    }
}
