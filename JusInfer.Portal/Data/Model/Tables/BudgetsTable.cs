using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Budgets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The budgets of teams. The monthly caps of keys and members are in their own tables.</summary>
internal sealed class BudgetsTable : IEntityTypeConfiguration<Budget>
{
    public void Configure(EntityTypeBuilder<Budget> table)
    {
        table.ToTable("budgets");
        table.HasKey(budget => new { budget.TeamId, budget.Id });
        table.HasOne<TeamRow>().WithMany().HasForeignKey(budget => budget.TeamId).OnDelete(DeleteBehavior.Restrict);
        table.Property(budget => budget.TeamId).HasColumnName("tenant_id");
        table.Property(budget => budget.Id).HasColumnName("id");
        table.Property(budget => budget.Scope).HasColumnName("scope");
        table.Property(budget => budget.ScopeId).HasColumnName("scope_id");
        table.Property(budget => budget.Model).HasColumnName("model");
        table.Property(budget => budget.Window).HasColumnName("window");
        table.Property(budget => budget.Amount).HasColumnName("amount");
        table.Property(budget => budget.OnReach).HasColumnName("on_reach");
        table.Property(budget => budget.Raise).HasColumnName("raise");
        table.Property(budget => budget.RaiseUntil).HasColumnName("raise_until");
        table.Property(budget => budget.CreatedAt).HasColumnName("created_at");
        table.Property(budget => budget.Version).HasColumnName("version");
        table.Ignore(budget => budget.IsCap);
    }
}
