using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>The unit of a column, which decides how its values are written.</summary>
internal enum UsageUnit
{
    Text,
    Count,
    Tokens,

    /// <summary>US dollars.</summary>
    Usd,

    /// <summary>From 0 to 1.</summary>
    Ratio,
    Milliseconds,
}

/// <summary>What a column is about: a tab of the page.</summary>
internal enum UsageTopic
{
    Cost,
    Tokens,
    Latency,
    Reliability,
    Savings,
}

/// <summary>A column of a report on usage.</summary>
/// <param name="Name">The name in JSON and CSV.</param>
/// <param name="Label">The heading for people.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Value">The value of a row; null if it has none.</param>
internal sealed record UsageColumn(string Name, string Label, UsageUnit Unit, Func<UsageRow, object?> Value)
{
    /// <summary>What the column is about; null if it is a group.</summary>
    public UsageTopic? Topic { get; init; }

    /// <summary>The dimension of a group.</summary>
    public UsageDimension? Group { get; init; }

    /// <summary>Whether short tables have the column too.</summary>
    public bool IsBrief { get; init; }

    public string? Description { get; init; }

    /// <summary>Whether a value is one per call, which those of parts do not add up to.</summary>
    public bool IsRatio { get; init; }

    /// <summary>Whether the values of parts add up to that of the whole.</summary>
    public bool IsAdditive => !IsRatio && Unit is not (UsageUnit.Text or UsageUnit.Ratio or UsageUnit.Milliseconds);

    /// <param name="group">The dimension.</param>
    /// <param name="index">Its index in the groups of a report.</param>
    public static UsageColumn Of(UsageDimension group, int index) =>
        new(group.Name, group.Label, UsageUnit.Text, row => row.Group.IsEmpty ? null : row.Group[index]) { Group = group };
}
