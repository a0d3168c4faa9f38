using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The jobs that one node at a time does.</summary>
internal sealed class JobLeasesTable : IEntityTypeConfiguration<JobLeaseRow>
{
    public void Configure(EntityTypeBuilder<JobLeaseRow> table)
    {
        table.ToTable("job_leases");
        table.HasKey(row => row.Job);
        table.Property(row => row.Job).HasColumnName("job");
        table.Property(row => row.Node).HasColumnName("node");
        table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
    }
}
