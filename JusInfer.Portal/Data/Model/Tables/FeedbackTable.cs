using JusInfer.Portal.Usage.Feedback;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>The last report of each caller about a call or a run.</summary>
internal sealed class FeedbackTable : IEntityTypeConfiguration<FeedbackReport>
{
    public void Configure(EntityTypeBuilder<FeedbackReport> table)
    {
        table.ToTable("feedback");
        table.HasKey(report => new { report.TeamId, report.Subject, report.SubjectId, report.Reporter });
        table.HasIndex(report => new { report.TeamId, report.At });
        table.HasIndex(report => report.At);
        table.Ignore(report => report.Task);
        table.Ignore(report => report.IsCompleted);
        table.Property(report => report.TeamId).HasColumnName("tenant_id");
        table.Property(report => report.Subject).HasColumnName("subject");
        table.Property(report => report.SubjectId).HasColumnName("subject_id");
        table.Property(report => report.Reporter).HasColumnName("reporter");
        table.Property(report => report.Ok).HasColumnName("ok");
        table.Property(report => report.Note).HasColumnName("note");
        table.Property(report => report.At).HasColumnName("at");
        table.Property(report => report.RunId).HasColumnName("session");
        table.Property(report => report.Trouble).HasColumnName("trouble");
        table.Property(report => report.Group).HasColumnName("routing_group");
        table.Property(report => report.Model).HasColumnName("model");
        table.Property(report => report.Domain).HasColumnName("domain");
        table.Property(report => report.GivenBack).HasColumnName("given_back");
        table.Property(report => report.InputTokens).HasColumnName("input_tokens");
        table.Property(report => report.CacheReadTokens).HasColumnName("cache_read_tokens");
        table.Property(report => report.CacheWriteTokens).HasColumnName("cache_write_tokens");
        table.Property(report => report.OutputTokens).HasColumnName("output_tokens");
    }
}
