using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.WebUtilities;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>The filters of the Requests page. Invalid values are ignored, so that an old bookmark still opens.</summary>
internal sealed record RequestsQuery
{
    /// <summary>All days that can be chosen: a page of a long period is read as fast as one of a short period.</summary>
    public const int MaxDays = 36_525;

    /// <summary>The status of calls that were rejected before a provider was asked.</summary>
    public const string RejectedStatus = "rejected";

    /// <summary>The value of <c>kind</c> for the calls that were sent to a provider, as the sums of the Usage page count them.</summary>
    public const string SentKind = "sent";

    private const int MaxCodeLength = 64;

    /// <summary>US dollars.</summary>
    private const decimal MaxCost = 1_000_000;

    /// <summary>A day, in seconds.</summary>
    private const decimal MaxLatency = 86_400;

    private const int MillisecondsPerSecond = 1000;

    /// <summary>The values of <c>recovery</c> in the query string.</summary>
    public static readonly (string Name, CallRecovery Value, string Label)[] Recoveries =
        [("retried", CallRecovery.Retried, "Retried"), ("resumed", CallRecovery.Resumed, "Resumed")];

    /// <summary>What a status filter shows. Other statuses of the list are HTTP statuses.</summary>
    public static readonly (string Name, string Label)[] Statuses =
        [("ok", "Succeeded"), ("error", "Failed"), (RejectedStatus, "Rejected")];

    /// <summary>The UTC days; null for all.</summary>
    public DayRange? Days { get; private init; }

    /// <summary>The filters, without the team and the position.</summary>
    public RequestFilter Filter { get; private init; } = new() { Team = default };

    public CallKinds Kinds { get; private init; }

    public RequestId? After { get; private init; }

    public bool IsFiltered => Filter != new RequestFilter { Team = default } || Kinds != CallKinds.All;

    public static RequestsQuery Parse(RequestsQueryString query)
    {
        var days = DayRangeReader.Read(query.From, query.To, MaxDays).Range;
        var times = (From: TimeOf(query.From), To: TimeOf(query.To));
        return new RequestsQuery
        {
            Days = days,
            Kinds = query.Status == RejectedStatus ? CallKinds.Rejected : query.Kind == SentKind ? CallKinds.Sent : CallKinds.All,
            After = RequestId.TryParse(query.After, out var after) ? after : null,
            Filter = new RequestFilter
            {
                Team = default,
                From = days is { } first ? Midnight(first.From) : times.From,
                To = days is { } last ? Midnight(last.To.AddDays(1)) : times.To,
                Selection = query.Selection,
                Code = QueryText.Of(query.Code, MaxCodeLength),
                Status = int.TryParse(query.Status, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                    && status is >= 100 and <= 599 ? status : null,
                Recovery = Array.Find(Recoveries, recovery => recovery.Name == query.Recovery) is { Name: not null } found ? found.Value
                    : null,
                CostAbove = ParseCost(query.CostAbove),
                LatencyAboveMs = int.TryParse(query.LatencyAbove, NumberStyles.None, CultureInfo.InvariantCulture, out var latency)
                    ? latency : null,
                Search = CallSearch.Parse(QueryText.Of(query.Q, CallSearch.MaxLength)),
            },
        };
    }

    public RequestFilter FilterOf(TeamId team, ProviderErrorAccess access, int limit) =>
        Filter with { Team = team, ProviderErrors = access, After = After, Limit = limit };

    /// <summary>The same without the key, the member or both.</summary>
    public RequestsQuery Without(bool key, bool member) =>
        this with { Filter = Filter with { Key = key ? null : Filter.Key, Member = member ? null : Filter.Member } };

    /// <returns>Null if the text is not an amount in US dollars.</returns>
    public static NanoUsd? ParseCost(string? text) =>
        NumberParser.ParseUsd(text, "cost_above", new ValidationErrors()) is { } usd and >= 0 and <= MaxCost ? NanoUsd.FromUsd(usd) : null;

    /// <returns>Milliseconds; null if the text is not a number of seconds.</returns>
    public static int? ParseLatency(string? text) =>
        decimal.TryParse(text?.Trim().TrimEnd('s', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0 and <= MaxLatency
            ? (int)(seconds * MillisecondsPerSecond)
            : null;

    /// <summary>A day as it is in the address.</summary>
    public static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>An amount as it is in the address.</summary>
    public static string TextOf(NanoUsd cost) => cost.Usd.ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>A time as the links of the Usage page have it, whose columns can be hours. The end is exclusive.</summary>
    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time.Year is >= 2000 and < 2100
            ? time
            : null;

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>The parameters of the page's query string, not yet validated.</summary>
internal sealed record RequestsQueryString
{
    /// <summary>The first UTC day.</summary>
    public string? From { get; init; }

    /// <summary>The last UTC day, inclusive.</summary>
    public string? To { get; init; }

    public string? Status { get; init; }

    public string? Kind { get; init; }

    /// <summary>The values of the dimensions of usage.</summary>
    public UsageSelection Selection { get; init; } = UsageSelection.All;

    public string? Recovery { get; init; }

    public string? Code { get; init; }

    public string? CostAbove { get; init; }

    /// <summary>Milliseconds, as in the API.</summary>
    public string? LatencyAbove { get; init; }

    /// <summary>What is searched.</summary>
    public string? Q { get; init; }

    public string? After { get; init; }

    /// <param name="address">The absolute address of the page.</param>
    /// <param name="dimensions">The dimensions of usage.</param>
    public static RequestsQueryString Read(string address, UsageDimensions dimensions)
    {
        var given = QueryHelpers.ParseQuery(new Uri(address).Query);
        return new RequestsQueryString
        {
            From = ValueOf("from"),
            To = ValueOf("to"),
            Status = ValueOf("status"),
            Kind = ValueOf("kind"),
            Selection = UsageFilter.Select(ValueOf, dimensions),
            Recovery = ValueOf("recovery"),
            Code = ValueOf("code"),
            CostAbove = ValueOf("cost_above"),
            LatencyAbove = ValueOf("latency_above"),
            Q = ValueOf("q"),
            After = ValueOf("after"),
        };

        string? ValueOf(string name) => given.TryGetValue(name, out var values) ? values[^1] : null;
    }
}
