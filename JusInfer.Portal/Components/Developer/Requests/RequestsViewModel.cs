using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>What the list of requests shows.</summary>
public sealed record RequestsViewModel
{
    internal TeamId Team { get; init; }

    /// <summary>The query string that was read.</summary>
    internal RequestsQueryString Asked { get; init; } = new();

    /// <summary>What of it applies.</summary>
    internal RequestsQuery Query { get; init; } = RequestsQuery.Parse(new RequestsQueryString());

    internal CallLogPage Page { get; init; } = new([], Next: null, IsScanned: false);

    internal ImmutableArray<RequestLine> Lines { get; init; } = [];

    /// <summary>What the address names and the team does not have any more, in sentences.</summary>
    internal ImmutableArray<string> Gone { get; init; } = [];

    internal UsageNames Names { get; init; } = UsageNames.None;

    internal IReadOnlyList<(string Value, string Text)> Keys => [.. Names.Values(UsageDimensions.Key)];

    internal string NameOf(string id) => Names.ById.GetValueOrDefault(id, id);

    /// <summary>The query of the download of these calls, with the names of the API's filters. The end of its period is exclusive.</summary>
    internal OrderedDictionary<string, object?> Download
    {
        get
        {
            var filter = Query.Filter;
            var parameters = new OrderedDictionary<string, object?>
            {
                ["from"] = Query.Days is { } first ? RequestsQuery.TextOf(first.From) : filter.From is null ? null : Asked.From,
                ["to"] = Query.Days is { } last ? RequestsQuery.TextOf(last.To.AddDays(1)) : filter.To is null ? null : Asked.To,
                ["status"] = filter.Status?.ToString(CultureInfo.InvariantCulture),
                ["kind"] = Query.Kinds switch { CallKinds.Rejected => "rejected", CallKinds.Sent => RequestsQuery.SentKind, _ => null },
            };
            foreach (var (dimension, value) in filter.Selection.Values) parameters[dimension.Name] = dimension.Format(value);
            parameters["recovery"] = filter.Recovery is null ? null : Asked.Recovery;
            parameters["code"] = filter.Code;
            parameters["cost_above"] = filter.CostAbove is { } cost ? RequestsQuery.TextOf(cost) : null;
            parameters["latency_above"] = filter.LatencyAboveMs?.ToString(CultureInfo.InvariantCulture);
            parameters["q"] = filter.Search is null ? null : Asked.Q;
            return parameters;
        }
    }
}
