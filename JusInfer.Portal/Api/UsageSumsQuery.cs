using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Csv;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Api;

/// <summary>A time range in a query string.</summary>
internal interface IUsageWindowQuery
{
    DateTimeOffset? From { get; }

    DateTimeOffset? To { get; }
}

/// <summary>The query string of a comparison of completed tasks.</summary>
internal sealed record CompletionQuery : IUsageWindowQuery
{
    /// <summary>Only tasks reported from this time on. Without from and to, those of the current month (UTC).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only tasks reported before this time.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>The query string of a usage summary, and the arguments of a tool.</summary>
internal sealed record UsageSumsQuery : IUsageWindowQuery, IOtherFields
{
    /// <summary>The first hour of the summary. Without from and to, the summary covers the current month (UTC).</summary>
    [Description("The first hour, such as 2026-11-01 or 2026-11-20T12:00:00Z.")]
    public DateTimeOffset? From { get; init; }

    /// <summary>The hour before which the summary ends.</summary>
    [Description("The hour before which the sum ends.")]
    public DateTimeOffset? To { get; init; }

    /// <summary>The fields of <see cref="UsageFields"/>.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>The query string of an export: the filters of a list of calls.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal record RequestExportQuery : IOtherFields
{
    /// <summary>Only calls from this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only calls before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>ok, error, or an HTTP status.</summary>
    public string? Status { get; init; }

    /// <summary>Only calls that needed several attempts (retried), or whose stream was interrupted and resumed (resumed).</summary>
    public CallRecovery? Recovery { get; init; }

    /// <summary>Only calls that cost more than this amount in US dollars.</summary>
    [UsdAmount]
    public decimal? CostAbove { get; init; }

    /// <summary>Only calls that took longer than this, in milliseconds.</summary>
    [WholeNumber(0, int.MaxValue)]
    public int? LatencyAbove { get; init; }

    /// <summary>Only calls with this error code, of the gateway or of a provider.</summary>
    [ShortText(64)]
    public string? Code { get; init; }

    /// <summary>The beginning of a request id, or a text in the session, the user, the error code or the provider's error.</summary>
    [ShortText(CallSearch.MaxLength)]
    public string? Q { get; init; }

    /// <summary>The values of dimensions, as in a summary.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>The query string of an export that can be continued.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record UsageExportQuery : RequestExportQuery, ICallCursorQuery
{
    /// <summary>csv or jsonl; csv if absent.</summary>
    public ExportFormat? Format { get; init; }

    /// <summary>started or settled; started if absent.</summary>
    public CallOrder? Order { get; init; }

    /// <summary>Only calls after this one in the export: the id, or with order=settled the cursor, of the last received call.</summary>
    public string? After { get; init; }
}

/// <summary>The query string of the download of the Requests page.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RequestsDownloadQuery : RequestExportQuery
{
    /// <summary>sent or rejected; both if absent.</summary>
    public CallKinds? Kind { get; init; }
}

/// <summary>The query string of a page of calls.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
internal sealed record RequestPageQuery : RequestExportQuery, ICallCursorQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>The number of calls, 1 to 500; 50 if absent.</summary>
    [WholeNumber(1, MaxLimit)]
    public int? Limit { get; init; }

    /// <summary>started or settled; started if absent.</summary>
    public CallOrder? Order { get; init; }

    /// <summary>The value of next in the previous page.</summary>
    public string? After { get; init; }
}
