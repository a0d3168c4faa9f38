using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

internal sealed class TeamsTable : IEntityTypeConfiguration<TeamRow>
{
    public void Configure(EntityTypeBuilder<TeamRow> table)
    {
        table.ToTable("tenants");
        table.HasKey(row => row.Id);
        table.Property(row => row.Id).HasColumnName("id");
        table.Property(row => row.Name).HasColumnName("name");
        table.Ignore(row => row.ResponsePolicy);
        table.Ignore(row => row.Rates);
        table.Ignore(row => row.KeyPolicy);
        table.Ignore(row => row.RoutingPolicy);
        table.Property(row => row.CreatedAt).HasColumnName("created_at");
        table.Property(row => row.StoreResponses).HasColumnName("store_responses").HasDefaultValue(true);
        table.Property(row => row.ResponseRetentionDays).HasColumnName("response_retention_days");
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
        table.Property(row => row.RoutingBaseline).HasColumnName("routing_baseline");
        table.Property(row => row.RoutingControlPercent).HasColumnName("routing_control_percent").HasDefaultValue(0);
        table.Property(row => row.RoutingSessionModel).HasColumnName("routing_session_model").HasDefaultValue(false);
        table.Property(row => row.RoutingSessionPercent).HasColumnName("routing_session_percent").HasDefaultValue(RoutingPolicy.DefaultSessionPercent);
        table.Property(row => row.RoutingAllowed).HasColumnName("routing_allowed");
        table.Property(row => row.RoutingPreferred).HasColumnName("routing_preferred");
        table.Property(row => row.RoutingMinQualityPercent).HasColumnName("routing_min_quality_percent");
        table.Property(row => row.RoutingMarginPoints).HasColumnName("routing_margin_points");
        table.Property(row => row.Version).HasColumnName("version").HasDefaultValue(1L);
    }
}
