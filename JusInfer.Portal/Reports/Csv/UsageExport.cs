using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Csv;

[JsonConverter(typeof(SnakeCaseEnumJsonConverter<ExportFormat>))]
internal enum ExportFormat
{
    /// <summary>RFC 4180.</summary>
    Csv,

    /// <summary>One JSON object per line.</summary>
    Jsonl,
}

/// <summary>
/// Writes calls line by line, newest first, and reads them page by page, so that memory use does not grow with their number. An export that
/// was interrupted continues after the last call that the client has received.
/// </summary>
internal sealed class UsageExport(CallLog calls)
{
    public const string JsonLinesType = "application/jsonl; charset=utf-8";

    private const int PageSize = 500;

    /// <param name="stream">The response.</param>
    /// <param name="format">The format of the lines.</param>
    /// <param name="filter">The calls. An export that continues after one has no header, so that it can be appended to the first part.</param>
    /// <param name="kinds">Which calls; as JSON only those that were sent to a provider.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async Task WriteAsync(Stream stream, ExportFormat format, RequestFilter filter, CallKinds kinds,
        CancellationToken cancellationToken)
    {
        var isCsv = format == ExportFormat.Csv;
        if (isCsv && filter.After is null) await WriteAsync(stream, UsageCsv.Header, cancellationToken);
        for (var page = filter with { Limit = PageSize }; ;)
        {
            var (listed, next, _) = await calls.ListAsync(page, kinds, cancellationToken);
            var lines = new StringBuilder();
            foreach (var (sent, rejected) in listed)
                lines.Append(sent is not { } call ? UsageCsv.LineOf(rejected!) : isCsv ? UsageCsv.LineOf(call, filter.ProviderErrors)
                    : JsonLineOf(call, filter.ProviderErrors));
            await WriteAsync(stream, lines.ToString(), cancellationToken);
            if (next is null) return;
            page = page with { After = next };
        }
    }

    private static string JsonLineOf(UsageRecord call, ProviderErrorAccess access) =>
        JsonSerializer.Serialize(RequestView.From(call, access), ApiJson.Default.RequestView) + "\n";

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
