using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>Copies of the intents of running calls, so that another node can account for them.</summary>
internal sealed class CallIntentsTable : IEntityTypeConfiguration<CallIntentRow>
{
    public const string Name = "call_intents";

    public void Configure(EntityTypeBuilder<CallIntentRow> table)
    {
        table.ToTable(Name);
        table.HasKey(row => row.Id);
        table.HasIndex(row => row.Node);
        table.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        table.Property(row => row.Node).HasColumnName("node");
        table.Property(row => row.Entry).HasColumnName("entry");
    }
}
