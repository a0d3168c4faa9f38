using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>A filter in use, for people.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Label">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsExtra">It has no chip of its own while it is not in use.</param>
internal sealed record RequestChip(string Name, string Label, string Value, bool IsExtra)
{
    /// <summary>The dimensions that have a chip of their own.</summary>
    public static readonly UsageDimension[] OwnChips = [UsageDimensions.Status, UsageDimensions.Model, UsageDimensions.Key];

    public static ImmutableArray<RequestChip> Of(RequestsViewModel view)
    {
        var (query, filter) = (view.Query, view.Query.Filter);
        (string Name, string Label, string? Value, bool IsExtra)[] filters =
        [
            ("q", "Search", filter.Search is null ? null : view.Asked.Q, false),
            ("from", "Days", query.Days is { } days ? DateFormat.Days(days.From, days.To) : null, false),
            ("from", "Time", TimesOf(query), true),
            ("status", "Status", StatusOf(query), false),
            ("kind", "Calls", query.Kinds == CallKinds.Sent ? "sent to a provider" : null, true),
            ("model", "Model", filter.Model, false),
            ("key", "Key", filter.Key is { } key ? view.NameOf(key.ToString()) : null, false),
            ("cost_above", "Cost", filter.CostAbove is { } cost ? $"${RequestsQuery.TextOf(cost)}" : null, false),
            ("latency_above", "Latency", filter.LatencyAboveMs is { } latency ? NumberFormat.Duration(latency) : null, false),
            .. from chosen in filter.Selection.Values
               where !OwnChips.Contains(chosen.Dimension)
               select (chosen.Dimension.Name, chosen.Dimension.Label, view.Names.Of(chosen.Dimension, chosen.Dimension.Format(chosen.Value)), true),
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

    /// <summary>The times of the address that are no whole days.</summary>
    private static string? TimesOf(RequestsQuery query) => (query.Days, query.Filter.From, query.Filter.To) switch
    {
        (null, { } from, { } to) => $"{DateFormat.Minute(from)} – {DateFormat.Minute(to)} UTC",
        (null, { } from, null) => $"from {DateFormat.Minute(from)} UTC",
        (null, null, { } to) => $"until {DateFormat.Minute(to)} UTC",
        _ => null,
    };

    private static string LabelOf(CallRecovery recovery) => Array.Find(RequestsQuery.Recoveries, known => known.Value == recovery).Label;
}
