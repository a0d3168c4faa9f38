using System.Text.Json.Serialization;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Views;

/// <summary>Usage by group, and in total.</summary>
internal sealed record UsageView(DateTime From, DateTime To, IReadOnlyList<SumsView> Data, SumsView Total);

/// <summary>Sums over calls, with the values of the requested groups.</summary>
internal sealed record SumsView
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Day { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Member { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Session { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Provider { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Repository { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }

    /// <summary>True in the row that sums the groups that are not listed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Rest { get; init; }

    public required long Requests { get; init; }

    public required long InputTokens { get; init; }

    public required long CachedTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required decimal CostUsd { get; init; }

    public required decimal BaselineCostUsd { get; init; }

    public required long Errors { get; init; }

    public static SumsView From(UsageSums sums) => new()
    {
        Requests = sums.Requests,
        InputTokens = sums.InputTokens,
        CachedTokens = sums.CachedTokens,
        OutputTokens = sums.OutputTokens,
        CostUsd = sums.Cost.Usd,
        BaselineCostUsd = sums.BaselineCost.Usd,
        Errors = sums.Errors,
    };

    public static SumsView From(UsageRow row, IReadOnlyList<UsageGroup> groups)
    {
        var values = groups.Zip(row.Group).ToDictionary(static pair => pair.First, static pair => pair.Second);
        return From(row.Sums) with
        {
            Rest = row.IsRest ? true : null,
            Day = values.GetValueOrDefault(UsageGroup.Day),
            Key = values.GetValueOrDefault(UsageGroup.Key),
            Model = values.GetValueOrDefault(UsageGroup.Model),
            Member = values.GetValueOrDefault(UsageGroup.Member),
            User = values.GetValueOrDefault(UsageGroup.User),
            Session = values.GetValueOrDefault(UsageGroup.Session),
            Provider = values.GetValueOrDefault(UsageGroup.Provider),
            Repository = values.GetValueOrDefault(UsageGroup.Repository),
            Label = values.GetValueOrDefault(UsageGroup.Label),
        };
    }
}
