using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class OperatorsTable : IEntityTypeConfiguration<OperatorRow>
{
    public void Configure(EntityTypeBuilder<OperatorRow> table)
    {
        table.ToTable("operators", slots => slots.HasCheckConstraint("ck_operators_slot", $"slot = {OperatorRow.OnlySlot}"));
        table.HasKey(row => row.Slot);
        table.HasOne<PortalUser>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Restrict);
        table.Property(row => row.Slot).HasColumnName("slot").ValueGeneratedNever();
        table.Property(row => row.UserId).HasColumnName("user_id");
    }
}
