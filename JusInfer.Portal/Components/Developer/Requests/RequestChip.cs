using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>A filter in use, for people.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Label">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsExtra">It has no chip of its own while it is not in use.</param>
internal sealed record RequestChip(string Name, string Label, string Value, bool IsExtra)
{
    public static ImmutableArray<RequestChip> Of(RequestsViewModel view)
    {
        var (query, filter) = (view.Query, view.Query.Filter);
        (string Name, string Label, string? Value, bool IsExtra)[] filters =
        [
            ("q", "Search", filter.Search is null ? null : view.Asked.Q, false),
            ("from", "Days", query.Days is { } days ? Describe(days) : null, false),
            ("status", "Status", StatusOf(query), false),
            ("model", "Model", filter.Model, false),
            ("key", "Key", filter.Key is { } key ? view.NameOf(key.ToString()) : null, false),
            ("cost_above", "Cost", filter.CostAbove is { } cost ? $"${RequestsQuery.TextOf(cost)}" : null, false),
            ("latency_above", "Latency", filter.LatencyAboveMs is { } latency ? NumberFormat.Duration(latency) : null, false),
            ("member", "Member", filter.Member is { } member ? view.NameOf(member.ToString()) : null, true),
            ("provider", "Provider", filter.Provider, true),
            ("session", "Run", filter.RunId, true),
            ("user", "User", filter.User, true),
            ("repository", "Repository", filter.Repository, true),
            ("label", "Label", filter.Label, true),
            ("code", "Error", filter.Code, true),
            ("recovery", "Recovery", filter.Recovery is { } recovery ? LabelOf(recovery) : null, true),
        ];
        return
        [
            .. from chip in filters
               where chip.Value is not null
               select new RequestChip(chip.Name, chip.Label, chip.Value!, chip.IsExtra),
        ];
    }

    private static string? StatusOf(RequestsQuery query) => query switch
    {
        { Filter.Status: { } status } => status.ToString(CultureInfo.InvariantCulture),
        { Kinds: CallKinds.Rejected } => "Rejected",
        { Filter.Errors: { } failed } => failed ? "Failed" : "Succeeded",
        _ => null,
    };

    private static string LabelOf(CallRecovery recovery) => Array.Find(RequestsQuery.Recoveries, known => known.Value == recovery).Label;

    private static string Describe(DayRange days) =>
        days.Days == 1 ? RequestsQuery.TextOf(days.From) : $"{RequestsQuery.TextOf(days.From)} – {RequestsQuery.TextOf(days.To)}";
}
