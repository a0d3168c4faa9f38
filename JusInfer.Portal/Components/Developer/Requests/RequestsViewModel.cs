using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Usage;

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

    /// <summary>The names of keys and the addresses of members, by id.</summary>
    internal ImmutableDictionary<string, string> Names { get; init; } = ImmutableDictionary<string, string>.Empty;

    internal IReadOnlyList<(string Value, string Text)> Keys { get; init; } = [];

    internal ImmutableArray<ComboOption> Members { get; init; } = [];

    internal string NameOf(string id) => Names.GetValueOrDefault(id, id);

    /// <summary>The query of the download of these calls, with the names of the API's filters. The end of its period is exclusive.</summary>
    internal Dictionary<string, object?> Download
    {
        get
        {
            var filter = Query.Filter;
            return new()
            {
                ["from"] = Query.Days is { } first ? RequestsQuery.TextOf(first.From) : null,
                ["to"] = Query.Days is { } last ? RequestsQuery.TextOf(last.To.AddDays(1)) : null,
                ["status"] = filter.Status?.ToString(CultureInfo.InvariantCulture)
                    ?? filter.Errors switch { true => "error", false => "ok", null => null },
                ["kind"] = Query.Kinds == CallKinds.Rejected ? "rejected" : null,
                ["key"] = filter.Key?.ToString(),
                ["member"] = filter.Member?.ToString(),
                ["model"] = filter.Model,
                ["provider"] = filter.Provider,
                ["session"] = filter.RunId,
                ["user"] = filter.User,
                ["repository"] = filter.Repository,
                ["label"] = filter.Label,
                ["recovery"] = filter.Recovery is null ? null : Asked.Recovery,
                ["code"] = filter.Code,
                ["cost_above"] = filter.CostAbove is { } cost ? RequestsQuery.TextOf(cost) : null,
                ["latency_above"] = filter.LatencyAboveMs?.ToString(CultureInfo.InvariantCulture),
                ["q"] = filter.Search is null ? null : Asked.Q,
            };
        }
    }
}
