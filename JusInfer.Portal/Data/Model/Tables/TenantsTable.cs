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
        table.Ignore(row => row.KeyPolicy);
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
        table.Property(row => row.StoreResponses).HasColumnName("store_responses").HasDefaultValue(true);
        table.Property(row => row.ShareResponses).HasColumnName("share_responses").HasDefaultValue(false);
        table.Property(row => row.TimeZone).HasColumnName("time_zone").HasDefaultValue("UTC");
        table.Property(row => row.RequestsPerMinute).HasColumnName("rpm");
        table.Property(row => row.TokensPerMinute).HasColumnName("tpm");
        table.Property(row => row.Concurrency).HasColumnName("concurrency");
        table.Property(row => row.RequireSecondFactor).HasColumnName("require_second_factor").HasDefaultValue(false);
        table.Property(row => row.PolicyModels).HasColumnName("policy_models");
        table.Property(row => row.PolicyRequestsPerMinute).HasColumnName("policy_rpm");
        table.Property(row => row.PolicyTokensPerMinute).HasColumnName("policy_tpm");
        table.Property(row => row.PolicyConcurrency).HasColumnName("policy_concurrency");
        table.Property(row => row.PolicyMonthlyCap).HasColumnName("policy_monthly_cap");
        table.Property(row => row.PolicyDays).HasColumnName("policy_days");
        table.Property(row => row.PolicyAddresses).HasColumnName("policy_addresses");
        table.Property(row => row.Version).HasColumnName("version").HasDefaultValue(1L);
    }
}
