using System.Text;
using System.Text.Json;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Csv;

/// <summary>
/// Writes calls line by line in the order in which they were settled, each with the cursor after which the next export continues. Calls are
/// read page by page, so that memory use does not grow with their number.
/// </summary>
internal sealed class SettledExport(IUsageQueries usage)
{
    private const int PageSize = 500;

    /// <param name="stream">The response.</param>
    /// <param name="format">The format of the lines.</param>
    /// <param name="filter">The calls.</param>
    /// <param name="after">Where the export continues; then CSV has no header, so that it can be appended. Null for all calls.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async Task WriteAsync(
        Stream stream, ExportFormat format, RequestFilter filter, SettledPosition? after, CancellationToken cancellationToken)
    {
        var isCsv = format == ExportFormat.Csv;
        if (isCsv && after is null) await WriteAsync(stream, UsageCsv.SettledHeader, cancellationToken);
        var position = after ?? SettledPosition.Start;
        while (true)
        {
            var page = await usage.ListSettledAsync(filter with { Limit = PageSize }, position, cancellationToken);
            var lines = new StringBuilder();
            foreach (var call in page.Records)
            {
                var cursor = SettledPosition.After(call).ToCursor(filter.Team);
                lines.Append(isCsv ? UsageCsv.LineOf(call, filter.ProviderErrors, cursor)
                    : JsonLineOf(new SettledRequestView(RequestView.From(call, filter.ProviderErrors), cursor)));
            }

            await WriteAsync(stream, lines.ToString(), cancellationToken);
            if (!page.HasMore) return;
            position = page.Next;
        }
    }

    private static string JsonLineOf(SettledRequestView call) =>
        JsonSerializer.Serialize(call, ApiJson.Default.SettledRequestView) + "\n";

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
