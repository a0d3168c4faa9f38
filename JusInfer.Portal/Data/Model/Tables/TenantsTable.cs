using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class TenantsTable : IEntityTypeConfiguration<TenantRow>
{
    public void Configure(EntityTypeBuilder<TenantRow> table)
    {
        table.ToTable("tenants");
        table.HasKey(row => row.Id);
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.Name).HasColumnName("name");
        table.Ignore(row => row.ResponsePolicy);
        table.Ignore(row => row.Rates);
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
        table.Property(row => row.StoreResponses).HasColumnName("store_responses").HasDefaultValue(true);
        table.Property(row => row.ShareResponses).HasColumnName("share_responses").HasDefaultValue(false);
        table.Property(row => row.TimeZone).HasColumnName("time_zone").HasDefaultValue("UTC");
        table.Property(row => row.RequestsPerMinute).HasColumnName("rpm");
        table.Property(row => row.TokensPerMinute).HasColumnName("tpm");
        table.Property(row => row.Concurrency).HasColumnName("concurrency");
        table.Property(row => row.RequireSecondFactor).HasColumnName("require_second_factor").HasDefaultValue(false);
        table.Property(row => row.Version).HasColumnName("version").HasDefaultValue(1L);
    }
}
