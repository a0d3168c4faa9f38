using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class ModelSettingsTable : IEntityTypeConfiguration<ModelSettingsRow>
{
    public void Configure(EntityTypeBuilder<ModelSettingsRow> table)
    {
        table.ToTable("model_settings");
        table.HasKey(row => row.Model);
        table.Property(row => row.Model).HasColumnName("model");
        table.Property(row => row.Enabled).HasColumnName("enabled");
        table.Property(row => row.Aliases).HasColumnName("aliases");
        table.Property(row => row.Prices).HasColumnName("prices");
        table.Property(row => row.SetAt).HasColumnName("set_at");
        table.Property(row => row.SetBy).HasColumnName("set_by");
    }
}
