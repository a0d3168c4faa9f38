using System.Globalization;
using System.Text;
using JusInfer.Portal.Audit;

namespace JusInfer.Portal.Reports.Csv;

/// <summary>The audit log as CSV (RFC 4180), read page by page.</summary>
internal static class AuditCsv
{
    public const string FileName = "jusinfer-audit.csv";
    public const int PageSize = 500;

    private const string Header = "id,at,action,actor_id,actor,session_id,subject,subject_name,changes,address,device,previous,hash\r\n";

    public static async Task WriteAsync(Stream stream, IAuditStore audit, AuditFilter filter, CancellationToken cancellationToken)
    {
        await WriteAsync(stream, Header, cancellationToken);
        for (var page = filter with { Limit = PageSize }; ;)
        {
            var lines = await audit.ListAsync(page, cancellationToken);
            await WriteAsync(stream, string.Concat(lines.Select(LineOf)), cancellationToken);
            if (lines.Length < PageSize) return;
            page = page with { After = lines[^1].Entry.Number };
        }
    }

    private static string LineOf(AuditLine line)
    {
        var entry = line.Entry;
        var changes = line.Changes.Select(static change => $"{change.Field}: {change.Before ?? "–"} → {change.After ?? "–"}");
        return CsvLine.Of(
        [
            entry.Number, entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), entry.Action, entry.Actor, line.ActorName,
            entry.Session, entry.Subject, line.SubjectName, string.Join("; ", changes), line.Address, line.Device, Convert.ToHexStringLower(entry.Previous),
            Convert.ToHexStringLower(entry.Hash),
        ]);
    }

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
